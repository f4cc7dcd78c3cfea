"""Contributions arise from the record, once, and follow what becomes of the message or decision."""

from datetime import timedelta

import pytest

from advocates.models import Connection
from advocates.queries.connections import disclosure_of
from campaigns.actions import earning
from campaigns.actions.contributions import handle
from campaigns.models import Contribution, EarningRule, Transfer
from campaigns.queries import balance_of, ledger_faults
from cms.actions import messages
from cms.models import Message
from record.models import Entry
from record.queries import entries_about
from record.tasks import settle
from tests.campaigns.conftest import Cast
from tests.factories import EnrolmentFactory, GrantFactory, ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db


def points(cast: Cast) -> int:
    return balance_of(cast.program, cast.advocate)


def entry(message: Message, verb: str) -> Entry:
    return entries_about(message).get(verb=verb)


def test_a_published_post_earns_by_the_rule(cast):
    message = cast.says()
    settle()
    assert points(cast) == 20
    contribution = Contribution.objects.get()
    assert (contribution.subject_id, contribution.state, contribution.standing) == (message.pk, "credited", 20)
    assert contribution.transfers.get().kind == Transfer.Kind.EARNED


def test_each_kind_of_message_earns_by_its_own_rule(cast):
    post = cast.says()
    messages.reply(cast.page, author=cast.advocate, body="<p>Yes.</p>", answers=post, at=cast.at)
    messages.comment(cast.page, author=cast.advocate, body="I agree.", answers=post, at=cast.at)
    settle()
    assert points(cast) == 20 + 10 + 2


def test_whoever_is_not_enrolled_earns_nothing_and_has_no_account(cast):
    messages.comment(cast.page, author=cast.member, body="Nice.", at=cast.at)
    settle()
    assert not Contribution.objects.exists()
    assert not cast.member.accounts.exists()


def test_a_comment_after_the_end_of_the_term_earns_nothing(cast):
    cast.advocate.enrolments.update(ended_at=cast.at - timedelta(minutes=1), end="left")
    messages.comment(cast.page, author=cast.advocate, body="Still here.", at=cast.at)
    settle()
    assert not Contribution.objects.exists()


def test_what_was_said_within_the_term_counts_though_it_is_read_after_its_end(cast):
    cast.says()
    cast.advocate.enrolments.update(ended_at=cast.at + timedelta(seconds=1), end="left")
    settle()
    assert points(cast) == 20


def test_without_a_rule_a_contribution_is_kept_unpaid(cast):
    EarningRule.objects.filter(what="post").delete()
    cast.says()
    settle()
    assert (points(cast), Contribution.objects.get().state) == (0, "unpaid")


@pytest.mark.parametrize("rule", [{"points": 0, "active": True}, {"points": 20, "active": False}])
def test_a_rule_that_is_off_or_pays_nothing_leaves_it_unpaid(cast, rule):
    earning.set_rule(cast.program, what="post", per_day=None, actor=cast.manager, at=cast.at, **rule)
    cast.says()
    settle()
    assert (points(cast), Contribution.objects.get().state) == (0, "unpaid")


def test_over_the_days_cap_a_contribution_is_kept_without_points(cast):
    """Guard: `_today` in campaigns/actions/contributions.py; without it the third post is paid, too."""
    earning.set_rule(cast.program, what="post", points=20, per_day=2, active=True, actor=cast.manager, at=cast.at)
    for title in "abc":
        cast.says(title)
    settle()
    assert points(cast) == 40
    assert sorted(Contribution.objects.values_list("state", flat=True)) == ["capped", "credited", "credited"]


def test_the_cap_holds_for_each_calendar_day_of_the_program(cast):
    earning.set_rule(cast.program, what="post", points=20, per_day=1, active=True, actor=cast.manager, at=cast.at)
    cast.says("today")
    cast.says("tomorrow", days=1)
    settle()
    assert points(cast) == 40


def test_withdrawing_and_writing_again_does_not_reach_past_the_cap(cast):
    earning.set_rule(cast.program, what="post", points=20, per_day=1, active=True, actor=cast.manager, at=cast.at)
    first = cast.says("first")
    settle()
    messages.withdraw(first, actor=cast.advocate, at=cast.at)
    cast.says("second")
    settle()
    assert points(cast) == 0


def test_a_changed_rule_holds_for_what_comes_after_it_only(cast):
    cast.says("before")
    settle()
    earning.set_rule(cast.program, what="post", points=7, per_day=None, active=True, actor=cast.manager, at=cast.at)
    cast.says("after")
    settle()
    assert points(cast) == 27


@pytest.mark.parametrize("how", ["hide", "remove"])
def test_what_is_taken_down_is_taken_back_and_given_back_when_restored(cast, how):
    message = cast.says()
    settle()
    getattr(messages, how)(message, actor=cast.manager, at=cast.at)
    settle()
    assert (points(cast), Contribution.objects.get().state) == (0, "reversed")
    messages.restore(message, actor=cast.manager, at=cast.at)
    settle()
    assert (points(cast), Contribution.objects.get().state) == (20, "credited")
    assert list(ledger_faults()) == []


def test_a_withdrawn_message_gives_its_points_back(cast):
    message = cast.says()
    settle()
    messages.withdraw(message, actor=cast.advocate, at=cast.at)
    settle()
    assert points(cast) == 0


def test_a_held_message_counts_when_it_is_released_and_not_before(cast):
    GrantFactory(
        program=cast.program, advocate=cast.advocate, right="post", scope=cast.page, per_day=50, probation_uses=1
    )
    cast.advocate.grants.filter(probation_uses=0, right="post").update(state="expired")
    message = cast.says()
    assert message.state == Message.State.HELD
    settle()
    assert points(cast) == 0
    messages.release(message, actor=cast.manager, at=cast.at)
    settle()
    assert points(cast) == 20


def test_what_was_hidden_before_its_entry_was_read_is_never_credited(cast):
    message = cast.says()
    messages.hide(message, actor=cast.manager, at=cast.at)
    settle()
    assert not Transfer.objects.exists()


def test_points_already_spent_stay_spent_when_the_message_is_taken_down(cast):
    """Guard: `min(contribution.standing, account.balance)`; without it the transfer is refused and nothing is settled."""
    message = cast.says()
    settle()
    cast.earned(-12, cause="spent")
    messages.hide(message, actor=cast.manager, at=cast.at)
    settle()
    contribution = Contribution.objects.get()
    assert (points(cast), contribution.state, contribution.standing) == (0, "reversed", 12)


def test_a_restored_message_never_gives_back_more_than_was_taken(cast):
    """Guard: `missing = points - standing` in `_credited`; with the full points here the advocate would gain 12."""
    message = cast.says()
    settle()
    cast.earned(-12, cause="spent")
    for _round in range(3):
        messages.hide(message, actor=cast.manager, at=cast.at)
        settle()
        messages.restore(message, actor=cast.manager, at=cast.at)
        settle()
        assert points(cast) == 8
    assert list(ledger_faults()) == []


class TestToldAgain:
    """A reader of the record may be told an entry twice, late, or after later ones."""

    def test_the_same_entry_told_twice_credits_once(self, cast):
        """Guard: a credited contribution may only become reversed (TRANSITIONS); without it and without the unique
        cause it is paid twice."""
        message = cast.says()
        settle()
        handle(entry(message, "message.published"))
        assert points(cast) == 20

    def test_an_old_entry_of_hiding_does_not_take_back_what_was_restored(self, cast):
        """Guard: `_stands` reads the message as it is now; by the entry's word alone this ends at 0."""
        message = cast.says()
        messages.hide(message, actor=cast.manager, at=cast.at)
        messages.restore(message, actor=cast.manager, at=cast.at)
        for verb in ("message.published", "message.restored", "message.hidden"):
            handle(entry(message, verb))
        assert points(cast) == 20
        assert list(ledger_faults()) == []

    def test_the_first_entry_told_between_hiding_and_the_entry_of_restoring_loses_nothing(self, cast):
        """Guard: `align` leaves a contribution alone whose cause was posted before; else the restoring pays nothing."""
        message = cast.says()
        settle()
        messages.hide(message, actor=cast.manager, at=cast.at)
        settle()
        messages.restore(message, actor=cast.manager, at=cast.at)
        handle(entry(message, "message.published"))
        settle()
        assert points(cast) == 20
        assert list(ledger_faults()) == []

    def test_in_any_order_the_points_end_as_the_message_does(self, cast):
        message = cast.says()
        messages.hide(message, actor=cast.manager, at=cast.at)
        messages.restore(message, actor=cast.manager, at=cast.at)
        messages.remove(message, actor=cast.manager, at=cast.at)
        entries = list(entries_about(message))
        for told in [*reversed(entries), *entries, entries[2]]:
            handle(told)
        assert points(cast) == 0
        assert list(ledger_faults()) == []


def test_an_entry_about_something_that_is_gone_is_passed_over(cast):
    message = cast.says()
    told = entry(message, "message.published")
    told.subject_id = 10**12
    handle(told)
    assert not Contribution.objects.exists()


def test_points_of_one_program_are_none_in_another(cast):
    other = ProgramFactory(hostname="other.example")
    EnrolmentFactory(program=other, member=cast.advocate)
    cast.says()
    settle()
    assert balance_of(other, cast.advocate) == 0


def test_a_contribution_of_a_manager_who_is_no_advocate_earns_nothing(cast):
    messages.comment(cast.page, author=cast.manager, body="Thank you.", at=cast.at)
    settle()
    assert balance_of(cast.program, cast.manager) == 0


def test_each_credit_and_reversal_is_on_the_record_with_its_points(cast):
    message = cast.says()
    settle()
    messages.hide(message, actor=cast.manager, at=cast.at)
    settle()
    told = Entry.objects.filter(verb__startswith="contribution.").order_by("id")
    assert [(e.verb, e.data["points"]) for e in told] == [("contribution.credited", 20), ("contribution.reversed", 20)]


def test_a_comment_by_somebody_who_was_enrolled_later_does_not_count(cast):
    late = UserFactory()
    messages.comment(cast.page, author=late, body="Early bird.", at=cast.at - timedelta(days=3))
    EnrolmentFactory(program=cast.program, member=late)
    settle()
    assert not Contribution.objects.exists()


def test_who_was_paid_points_is_disclosed_from_then_on_and_once(cast):
    """Guard: `see_points` in `handle`."""
    assert disclosure_of(cast.advocate, cast.program).short == "connected to the brand"
    cast.says()
    settle()
    assert disclosure_of(cast.advocate, cast.program).short == "gets points"
    cast.says()
    settle()
    assert Connection.objects.filter(person=cast.advocate, kind="points").count() == 1
