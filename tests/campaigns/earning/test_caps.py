"""What happens on the pages meets the rules: caps for pair and place, diminishing returns, accepted answers, good decisions."""

from datetime import timedelta

import pytest

from advocates.models import CommunityManager
from campaigns.actions.budget import move
from campaigns.actions.earning import set_terms
from campaigns.actions.holds import release_due
from campaigns.models import Contribution, Treasury
from campaigns.queries import balance_of, ledger_faults
from campaigns.queries.contributions import contributions_of, page_of_contributions
from campaigns.queries.reckoning import Terms
from cms.actions import messages
from cms.actions.acceptances import accept, unaccept
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden
from tests.campaigns.conftest import Cast
from tests.factories import BrandPageFactory, UserFactory

pytestmark = pytest.mark.django_db


def rule(cast: Cast, terms: Terms) -> None:
    set_terms(cast.program, terms, actor=cast.manager, at=cast.at)


def answered(cast: Cast, asker, *, days: int = 0):
    """The advocate replies to a question of this person."""
    at = cast.at + timedelta(days=days)
    asked = messages.comment(cast.page, author=asker, body="Which oil?", at=at)
    return messages.reply(cast.page, author=cast.advocate, body="<p>Linseed.</p>", answers=asked, at=at)


def told(cast: Cast) -> list[tuple[str, str]]:
    return list(contributions_of(cast.program, cast.advocate).order_by("pk").values_list("state", "why"))


def test_only_so_many_with_the_same_person_count_in_the_window(cast):
    """Guard: `per_pair` in `_over` of campaigns/queries/reckoning.py."""
    rule(cast, Terms("reply", 10, per_pair=2, pair_days=7))
    for asker in (cast.member, cast.member, UserFactory(), cast.member):
        answered(cast, asker)
    answered(cast, cast.member, days=7)
    settle()
    assert balance_of(cast.program, cast.advocate) == 40
    assert told(cast)[3] == ("capped", "pair")
    rows = list(contributions_of(cast.program, cast.advocate))
    said = [one.why for one in page_of_contributions(rows)]
    assert [words for words in said if words] == [
        "Of this kind, 2 with the same person count in 7 days, and you had reached that."
    ]


def test_only_so_many_on_the_same_page_count_and_another_page_counts_anew(cast):
    """Guard: `per_place` in `_over`."""
    rule(cast, Terms("post", 20, per_place=1, place_days=1))
    cast.says("one")
    cast.says("two")
    elsewhere = BrandPageFactory(parent=cast.program.root_page, title="Knives", slug="knives")
    messages.post(elsewhere, author=cast.advocate, title="three", body="<p>Sharp.</p>", at=cast.at)
    settle()
    assert [why for _state, why in told(cast)] == ["", "place", ""]


def test_the_screen_says_how_points_came_about_and_until_when_they_are_on_hold(cast):
    rule(cast, Terms("post", 21, half_after=1, holding_days=3))
    cast.says("one")
    cast.says("two")
    settle()
    second, first = page_of_contributions(list(contributions_of(cast.program, cast.advocate)))
    assert (first.row.points, second.row.points, second.row.divisor) == (21, 10, 2)
    assert first.how == "21 points each"
    assert second.how == "21 points each, divided by 2 as one of many that day"
    assert first.held is not None
    assert (first.held.due_at, first.held.left) == (cast.at + timedelta(days=3), 21)
    assert balance_of(cast.program, cast.advocate) == 0
    release_due(at=cast.at + timedelta(days=3))
    assert balance_of(cast.program, cast.advocate) == 31


def test_on_hold_points_are_taken_back_with_what_they_are_for_and_never_released(cast):
    rule(cast, Terms("post", 20, holding_days=3))
    message = cast.says()
    settle()
    messages.hide(message, actor=cast.manager, at=cast.at)
    settle()
    release_due(at=cast.at + timedelta(days=4))
    assert balance_of(cast.program, cast.advocate) == 0
    messages.restore(message, actor=cast.manager, at=cast.at + timedelta(days=5))
    settle()
    assert balance_of(cast.program, cast.advocate) == 20
    assert list(ledger_faults()) == []


def test_what_the_budget_does_not_cover_waits_on_hold_and_says_so(cast, client):
    """Guard: `points_short` in `_pay`."""
    Treasury.objects.create(program=cast.program, currency="eur", value_of_100=100)
    cast.says()
    settle()
    assert balance_of(cast.program, cast.advocate) == 0
    client.force_login(cast.advocate)
    shown = client.get("/portal/contributions/").content.decode().replace("&#x27;", "'")
    assert "on hold until the program's budget covers it" in shown
    move("fund", program=cast.program, amount=20, cause="test:fund", memo="in", at=cast.at)
    release_due(at=cast.at)
    assert balance_of(cast.program, cast.advocate) == 20


class TestAccepted:
    def test_an_accepted_answer_earns_beside_the_reply_and_is_taken_back_with_the_mark(self, cast):
        rule(cast, Terms("answer", 15))
        answer = answered(cast, cast.member)
        accept(answer, actor=cast.member, at=cast.at)
        settle()
        assert balance_of(cast.program, cast.advocate) == 10 + 15
        unaccept(answer, actor=cast.member, at=cast.at)
        settle()
        assert balance_of(cast.program, cast.advocate) == 10
        accept(answer, actor=cast.manager, at=cast.at)
        settle()
        assert balance_of(cast.program, cast.advocate) == 25
        assert Contribution.objects.filter(what="answer").count() == 1

    def test_hiding_the_answer_takes_back_both_and_restoring_gives_back_both(self, cast):
        """Guard: `_cause` in campaigns/actions/contributions.py; with one cause for both only the first is moved."""
        rule(cast, Terms("answer", 15))
        answer = answered(cast, cast.member)
        accept(answer, actor=cast.member, at=cast.at)
        settle()
        messages.hide(answer, actor=cast.manager, at=cast.at)
        settle()
        assert balance_of(cast.program, cast.advocate) == 0
        messages.restore(answer, actor=cast.manager, at=cast.at)
        settle()
        assert balance_of(cast.program, cast.advocate) == 25
        assert list(ledger_faults()) == []

    def test_another_answer_takes_the_place_of_the_first_and_readers_see_it_in_the_thread(self, cast, client):
        rule(cast, Terms("answer", 15))
        first = answered(cast, cast.member)
        second = messages.comment(
            cast.page, author=cast.moderator, body="Or sunflower.", answers=first.answers, at=cast.at
        )
        accept(first, actor=cast.member, at=cast.at)
        accept(second, actor=cast.member, at=cast.at)
        settle()
        assert balance_of(cast.program, cast.advocate) == 10
        assert balance_of(cast.program, cast.moderator) == 2 + 15
        shown = client.get(cast.page.url).content.decode()
        assert shown.count("Accepted answer") == 1
        assert shown.index(f'id="m-{second.pk}"') < shown.index("Accepted answer")

    def test_nobody_accepts_their_own_answer_nor_one_to_somebody_elses_question(self, cast):
        answer = answered(cast, cast.member)
        CommunityManager.objects.create(program=cast.program, member=cast.advocate, since=cast.at)
        for person in (cast.advocate, cast.moderator):
            with pytest.raises(Forbidden):
                accept(answer, actor=person, at=cast.at)
        with pytest.raises(Conflict):
            accept(answer.answers, actor=cast.manager, at=cast.at)
        with pytest.raises(Conflict):
            unaccept(answer, actor=cast.member, at=cast.at)

    def test_the_asker_marks_it_on_its_page_and_others_are_not_offered_it(self, cast, client):
        answer = answered(cast, cast.member)
        client.force_login(cast.moderator)
        assert "Mark as the answer" not in client.get(answer.get_absolute_url()).content.decode()
        client.force_login(cast.member)
        assert "Mark as the answer" in client.get(answer.get_absolute_url()).content.decode()
        assert client.post(f"/portal/said/{answer.pk}/accept/").status_code == 302
        assert "Take the mark back" in client.get(answer.get_absolute_url()).content.decode()
