from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from cms.actions import messages
from cms.models import Message
from moderation.actions.decisions import decide
from moderation.intake import handle
from moderation.models import Case, Cause, Rule
from moderation.queries.standing import standing_of
from record.actions import seal
from record.consumers import REGISTERED, consume
from record.models import Cursor, Entry, Seal
from record.tasks import settle
from sitewide.models import Letter
from tests.factories import EnrolmentFactory, GrantFactory, UserFactory, attest_everything
from tests.moderation.stage import Stage


def newcomer(days: int = 0) -> User:
    person: User = UserFactory(date_joined=timezone.now() - timedelta(days=days))
    return person


def rule(stage: Stage, **fields: object) -> Rule:
    return Rule.objects.create(program=stage.program, **{"kind": "words", "name": "Insults", "words": "idiot"} | fields)


def test_a_message_on_probation_opens_a_case_when_the_record_is_read(stage: Stage) -> None:
    advocate = UserFactory()
    EnrolmentFactory(program=stage.program, member=advocate)
    attest_everything(advocate, stage.program)
    scope = stage.kitchen.page_ptr
    GrantFactory(program=stage.program, advocate=advocate, scope=scope, right="post", probation_uses=1)
    message = messages.post(stage.kitchen, author=advocate, title="Soup", body="<p>Hot.</p>", at=timezone.now())
    assert message.state == Message.State.HELD
    settle()
    cause = Cause.objects.get(case__message=message)
    assert (cause.kind, cause.detail) == (Cause.Kind.HELD, "probation")


def test_a_word_of_the_list_holds_the_message_and_opens_a_case(stage: Stage) -> None:
    hit = rule(stage, severity=3)
    message = stage.say("You idiot, read the manual.")
    assert (message.state, message.hold_reason) == (Message.State.HELD, "rule")
    settle()
    case = Case.objects.get()
    assert (case.urgency, case.causes.get().rule, case.causes.get().detail) == (3, hit, "idiot")


def test_a_rule_that_does_not_hold_lets_the_message_be_read_meanwhile(stage: Stage) -> None:
    rule(stage, holds=False)
    assert stage.say("What an idiot.").state == Message.State.PUBLISHED
    settle()
    assert Case.objects.get().causes.get().kind == Cause.Kind.RULE


@pytest.mark.parametrize("said", ["IDIOT", "idіot", "an ｉｄｉｏｔ", "idiot!"])
def test_words_are_found_in_any_case_and_in_letters_that_look_alike(stage: Stage, said: str) -> None:
    rule(stage)
    assert stage.say(said).state == Message.State.HELD


@pytest.mark.parametrize("said", ["idiotic", "An idyll", "i d i o t"])
def test_other_words_are_left_alone(stage: Stage, said: str) -> None:
    rule(stage)
    assert stage.say(said).state == Message.State.PUBLISHED


@pytest.mark.parametrize(("change", "held"), [({}, True), ({"active": False}, False), ({"newcomer_days": 0}, False)])
def test_a_link_from_a_new_member_is_held(stage: Stage, change: dict[str, object], held: bool) -> None:
    rule(stage, kind="newcomer_link", name="Newcomers", **change)
    message = stage.say("Look at https://pans.example/cheap", author=newcomer())
    assert (message.state == Message.State.HELD) is held


def test_a_link_from_a_member_of_long_standing_and_a_text_without_one_pass(stage: Stage) -> None:
    rule(stage, kind="newcomer_link", name="Newcomers")
    assert stage.say("https://pans.example", author=newcomer(days=8)).state == Message.State.PUBLISHED
    assert stage.say("No link at all", author=newcomer()).state == Message.State.PUBLISHED


def test_rules_of_another_program_do_not_count(stage: Stage) -> None:
    from tests.moderation.stage import staged

    rule(staged(hostname="other.example"))
    assert stage.say("idiot").state == Message.State.PUBLISHED


def test_an_edit_that_a_rule_hits_joins_the_open_case(stage: Stage) -> None:
    rule(stage, holds=False)
    case = stage.flagged()
    messages.edit(case.message, title="", body="You idiot.", actor=stage.author, at=timezone.now())
    settle()
    assert {cause.kind for cause in case.causes.all()} == {Cause.Kind.FLAG, Cause.Kind.RULE}
    assert Case.objects.count() == 1


def test_reading_an_entry_again_adds_nothing(stage: Stage) -> None:
    rule(stage)
    stage.say("idiot")
    stage.flagged()
    before = Cause.objects.count(), Case.objects.count()
    for entry in Entry.objects.filter(verb__in=["message.held", "flag.raised", "message.published"]):
        handle(entry)
    assert (Cause.objects.count(), Case.objects.count()) == before


def test_an_entry_read_late_opens_no_case_for_a_message_that_was_let_through(stage: Stage) -> None:
    message = stage.say()
    messages.hold(message, reason="probation", actor=stage.manager, at=timezone.now())
    messages.release(message, actor=stage.manager, at=timezone.now())
    settle()
    assert not Case.objects.exists()


def test_a_flag_read_after_the_decision_joins_that_case_and_is_answered(stage: Stage) -> None:
    case = stage.flagged()
    late = UserFactory()
    stage.flag(case.message, by=late)
    case.refresh_from_db()
    words = {"act": "hide", "clause": stage.clause, "reason": "Not kind."}
    decide(case, moderator=stage.moderator, version=case.version, at=timezone.now(), **words)
    settle()
    assert Case.objects.count() == 1
    assert Letter.objects.filter(about="flag_answered", to=late.email).count() == 1


def test_a_flag_read_after_the_message_was_held_joins_its_case(stage: Stage) -> None:
    """Guard: `HELD` in `_flagged`; without it nobody decides on the flag, and whoever flagged is never answered."""
    message = stage.say()
    stage.flag(message, by=UserFactory())
    messages.hold(message, reason="rule", actor=stage.manager, at=timezone.now())
    settle()
    assert {cause.kind for cause in Case.objects.get().causes.all()} == {Cause.Kind.FLAG, Cause.Kind.HELD}


def test_an_entry_that_locks_a_case_is_committed_by_itself(stage: Stage) -> None:
    """Guard: `alone`, and the cuts that it makes. Without it the cases of a hundred entries stay locked together, in the
    order of the record, against whoever decides on several at once: a deadlock, which is an error page for one of the two.
    """
    first, second = stage.flagged().message, stage.flagged().message
    for message in (second, first):
        stage.flag(message, by=UserFactory())
    seal(at=timezone.now())
    read: list[int] = []

    def killed_at_the_second(entry: Entry) -> None:
        read.append(entry.pk)
        if len(read) == 2:
            raise KeyboardInterrupt

    intake = REGISTERED["moderation.intake"]
    with pytest.raises(KeyboardInterrupt):
        consume(replace(intake, handle=killed_at_the_second), at=timezone.now())
    assert Cursor.objects.get(name=intake.name).position == Seal.objects.get(entry=read[0]).position


def test_what_is_published_without_a_hit_opens_no_case(stage: Stage) -> None:
    stage.say()
    settle()
    assert not Case.objects.exists()
    assert standing_of(stage.moderator, stage.program, at=timezone.now()).may_look
