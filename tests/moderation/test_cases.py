from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from advocates import rights
from advocates.models import Grant, Halt
from cms.actions import messages
from moderation.actions import cases
from moderation.actions.causes import Reason
from moderation.actions.decisions import decide
from moderation.models import Case, Cause
from moderation.queries.queue import waiting
from moderation.queries.standing import standing_of
from moderation.tasks import return_lapsed_claims
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Forbidden, NotFound
from tests.factories import HaltFactory, UserFactory
from tests.moderation.stage import Stage, staged

NOW = timezone.now


def queue_of(stage: Stage, person: object = None) -> list[int]:
    standing = standing_of(person or stage.moderator, stage.program, at=NOW())
    return list(waiting(standing).order_by("-urgency", "due_at", "pk").values_list("pk", flat=True))


def test_every_state_that_can_follow_is_in_the_table() -> None:
    assert set(Case.TRANSITIONS) == set(Case.State)
    assert Case.TRANSITIONS[Case.State.DECIDED] == Case.TRANSITIONS[Case.State.CLOSED] == frozenset()


def test_opening_a_case_twice_adds_the_reasons_to_the_first(stage: Stage) -> None:
    message = stage.say()
    first, second = stage.case(message, urgency=1), stage.case(message, urgency=3)
    assert first.pk == second.pk
    assert (second.urgency, second.version) == (3, first.version + 1)
    assert Entry.objects.filter(verb="case.opened").count() == 1


def test_the_database_refuses_a_second_open_case_of_a_message(stage: Stage) -> None:
    """Guard: the constraint `one_open_case_per_message`."""
    case = stage.case()
    twin = Case(program=stage.program, message=case.message, path=case.path, opened_at=NOW(), due_at=NOW())
    with (
        pytest.raises(IntegrityError, match=r"one_open_case_per_message|moderation_case.message_id"),
        transaction.atomic(),
    ):
        twin.save()


def test_the_same_rule_hit_is_no_second_cause(stage: Stage) -> None:
    message = stage.say()
    reason = Reason(Cause.Kind.RULE, NOW(), detail="link", urgency=2)
    cases.open_case(message, reasons=[reason], at=NOW())
    cases.open_case(message, reasons=[reason], at=NOW())
    assert Cause.objects.count() == 1


def test_the_queue_is_ordered_by_urgency_and_then_by_what_is_due(stage: Stage) -> None:
    late, urgent, early = stage.case(urgency=1), stage.case(urgency=4), stage.case(urgency=1)
    Case.objects.filter(pk=early.pk).update(due_at=NOW() - timedelta(hours=1))
    assert queue_of(stage) == [urgent.pk, early.pk, late.pk]


def test_a_claim_is_a_lease_of_fifteen_minutes(stage: Stage) -> None:
    at = NOW()
    case = cases.claim(stage.case(), moderator=stage.moderator, at=at)
    assert (case.claimed_by, case.claimed_until) == (stage.moderator, at + timedelta(minutes=15))
    assert Entry.objects.get(verb="case.claimed").actor_id == stage.moderator.pk


def test_a_claimed_case_cannot_be_claimed_by_another_and_is_not_in_their_queue(stage: Stage) -> None:
    case, other = stage.case(), stage.moderator_of()
    cases.claim(case, moderator=stage.moderator, at=NOW())
    with pytest.raises(Conflict) as refused:
        cases.claim(case, moderator=other, at=NOW())
    assert refused.value.code == "claimed"
    assert queue_of(stage, other) == []


def test_a_lapsed_claim_can_be_taken_before_the_sweep(stage: Stage) -> None:
    case, other = stage.case(), stage.moderator_of()
    cases.claim(case, moderator=stage.moderator, at=NOW() - timedelta(minutes=16))
    assert queue_of(stage, other) == [case.pk]
    assert cases.claim(case, moderator=other, at=NOW()).claimed_by == other


def test_the_sweep_returns_lapsed_claims_and_no_others(stage: Stage) -> None:
    lapsed, held = stage.case(), stage.case()
    cases.claim(lapsed, moderator=stage.moderator, at=NOW() - timedelta(minutes=16))
    cases.claim(held, moderator=stage.moderator_of(), at=NOW())
    assert return_lapsed_claims() == 1
    lapsed.refresh_from_db()
    held.refresh_from_db()
    assert lapsed.claimed_by is None
    assert held.claimed_by is not None
    assert Entry.objects.get(verb="case.released").data == {"lapsed": True}
    assert return_lapsed_claims() == 0


def test_a_claim_is_kept_alive_by_its_holder_only(stage: Stage) -> None:
    at = NOW()
    case = cases.claim(stage.case(), moderator=stage.moderator, at=at)
    later = at + timedelta(minutes=10)
    assert cases.extend(case, moderator=stage.moderator, at=later).claimed_until == later + cases.LEASE
    with pytest.raises(Conflict) as refused:
        cases.extend(case, moderator=stage.moderator_of(), at=later)
    assert refused.value.code == "not_held"


def test_releasing_gives_back_only_what_one_holds(stage: Stage) -> None:
    case = cases.claim(stage.case(), moderator=stage.moderator, at=NOW())
    cases.release(case, moderator=stage.moderator_of(), at=NOW())
    assert Case.objects.get().claimed_by == stage.moderator
    cases.release(case, moderator=stage.moderator, at=NOW())
    assert Case.objects.get().claimed_by is None


def test_claiming_another_case_gives_the_first_back(stage: Stage) -> None:
    first, second = stage.case(), stage.case()
    cases.claim(first, moderator=stage.moderator, at=NOW())
    cases.claim(second, moderator=stage.moderator, at=NOW())
    first.refresh_from_db()
    assert first.claimed_by is None


def test_claim_next_takes_the_most_urgent_and_pressed_twice_no_second_one(stage: Stage) -> None:
    stage.case(urgency=1)
    urgent = stage.case(urgency=4)
    first = cases.claim_next(stage.program, moderator=stage.moderator, at=NOW())
    again = cases.claim_next(stage.program, moderator=stage.moderator, at=NOW())
    assert first == again == urgent
    assert Case.objects.exclude(claimed_by=None).count() == 1


def test_skipping_goes_through_the_queue_and_begins_again(stage: Stage) -> None:
    at = NOW()
    urgent, middle, last = (stage.case(urgency=level) for level in (4, 2, 1))
    take = {"moderator": stage.moderator, "at": at}
    seen = [cases.claim_next(stage.program, **take)]
    for _round in range(3):
        seen.append(cases.claim_next(stage.program, **take, skip=seen[-1]))
    assert seen == [urgent, middle, last, urgent]
    assert Case.objects.exclude(claimed_by=None).count() == 1


def test_claim_next_answers_nothing_where_nothing_waits(stage: Stage) -> None:
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=NOW()) is None


def test_who_holds_no_grant_has_no_queue(stage: Stage) -> None:
    case = stage.case()
    with pytest.raises(NotFound):
        cases.claim_next(stage.program, moderator=stage.reader, at=NOW())
    with pytest.raises(NotFound):
        cases.claim(case, moderator=stage.reader, at=NOW())


def test_a_moderator_sees_and_claims_nothing_outside_the_scope(stage: Stage) -> None:
    """I13. Guard: `Standing.within` in `visible`, and `must_be_allowed` in the claim."""
    beside = stage.case(stage.say(page=stage.garden), urgency=4)
    assert queue_of(stage) == []
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=NOW()) is None
    with pytest.raises(NotFound):
        cases.claim(beside, moderator=stage.moderator, at=NOW())


def test_a_grant_of_one_program_opens_nothing_in_another(stage: Stage) -> None:
    elsewhere = staged(hostname="other.example")
    case = elsewhere.case()
    with pytest.raises(NotFound):
        cases.claim(case, moderator=stage.moderator, at=NOW())
    with pytest.raises(NotFound):
        cases.claim_next(elsewhere.program, moderator=stage.moderator, at=NOW())
    with pytest.raises(NotFound):
        cases.claim(case, moderator=stage.manager, at=NOW())


@pytest.mark.parametrize("how", ["own", "flagged", "decided"])
def test_a_conflict_keeps_a_case_out_of_the_queue_and_out_of_ones_hands(stage: Stage, how: str) -> None:
    """I5. Guard: the exclusions in `waiting`, and `conflicts_of` in the claim."""
    message = stage.say(author=stage.moderator) if how == "own" else stage.say()
    if how == "flagged":
        stage.flag(message, by=stage.moderator)
    if how == "decided":
        held = cases.claim(stage.case(message), moderator=stage.moderator, at=NOW())
        decide(held, moderator=stage.moderator, act="dismiss", clause=None, reason="", version=held.version, at=NOW())
    case = stage.case(message)
    assert queue_of(stage) == []
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=NOW()) is None
    with pytest.raises(Forbidden):
        cases.claim(case, moderator=stage.moderator, at=NOW())
    assert queue_of(stage, stage.manager) == [case.pk]


def test_staff_have_the_whole_queue_of_their_program_with_the_same_conflicts(stage: Stage) -> None:
    own = stage.case(stage.say(author=stage.manager))
    beside = stage.case(stage.say(page=stage.garden))
    assert queue_of(stage, stage.manager) == [beside.pk]
    with pytest.raises(Forbidden):
        cases.claim(own, moderator=stage.manager, at=NOW())


@pytest.mark.parametrize("ended", [Grant.State.REVOKED, Grant.State.RESIGNED, Grant.State.EXPIRED])
def test_an_ended_grant_opens_no_queue(stage: Stage, ended: str) -> None:
    case = stage.case()
    Grant.objects.filter(pk=stage.grant.pk).update(state=ended, ended_at=NOW())
    assert queue_of(stage) == []
    with pytest.raises(NotFound):
        cases.claim(case, moderator=stage.moderator, at=NOW())


def test_while_the_program_is_halted_moderators_read_but_claim_nothing(stage: Stage) -> None:
    case = stage.case()
    HaltFactory(program=stage.program)
    assert queue_of(stage) == [case.pk]
    for claiming in (
        lambda: cases.claim(case, moderator=stage.moderator, at=NOW()),
        lambda: cases.claim_next(stage.program, moderator=stage.moderator, at=NOW()),
    ):
        with pytest.raises(rights.NotAllowed) as refused:
            claiming()
        assert refused.value.code == "halted"


def test_a_halted_place_is_passed_over_by_claim_next(stage: Stage) -> None:
    moderator = stage.moderator_of(stage.program.root_page.specific)
    stage.case(urgency=4)
    beside = stage.case(stage.say(page=stage.garden), urgency=1)
    HaltFactory(program=stage.program, level=Halt.Level.PLACE, place=stage.kitchen.page_ptr)
    assert cases.claim_next(stage.program, moderator=moderator, at=NOW()) == beside


def test_who_has_used_up_the_day_claims_nothing(stage: Stage) -> None:
    moderator = stage.moderator_of(per_day=1)
    first = cases.claim_next(stage.program, moderator=moderator, at=NOW()) or stage.case()
    first = cases.claim(first, moderator=moderator, at=NOW())
    decide(first, moderator=moderator, act="dismiss", clause=None, reason="", version=first.version, at=NOW())
    stage.case()
    with pytest.raises(rights.NotAllowed) as refused:
        cases.claim_next(stage.program, moderator=moderator, at=NOW())
    assert refused.value.code == "within_quota"


def test_a_case_closes_when_its_author_withdraws_the_message(stage: Stage) -> None:
    case = stage.flagged()
    messages.withdraw(case.message, actor=stage.author, at=NOW())
    settle()
    case.refresh_from_db()
    assert (case.state, case.claimed_by) == (Case.State.CLOSED, None)
    with pytest.raises(Conflict) as refused:
        cases.claim(case, moderator=stage.moderator, at=NOW())
    assert refused.value.code == "closed"


def test_staff_ask_for_another_look_and_nobody_else_does(stage: Stage) -> None:
    message = stage.say()
    with pytest.raises(Forbidden):
        cases.look_again(message, actor=stage.moderator, at=NOW())
    case = cases.look_again(message, actor=stage.manager, at=NOW(), note="The press asked.")
    assert case.causes.get().kind == Cause.Kind.STAFF
    with pytest.raises(Conflict):
        cases.look_again(message, actor=stage.manager, at=NOW())


def test_what_staff_write_to_it_is_stored_without_what_no_database_takes(stage: Stage) -> None:
    """Guard: `settled`; PostgreSQL refuses a NUL, and the press would fail."""
    case = cases.look_again(stage.say(), actor=stage.manager, at=NOW(), note="The press\0\nasked.")
    assert case.causes.get().detail == "The press asked."


def test_nobody_looks_again_at_what_its_author_withdrew(stage: Stage) -> None:
    message = messages.withdraw(stage.say(), actor=stage.author, at=NOW())
    with pytest.raises(Conflict):
        cases.look_again(message, actor=stage.manager, at=NOW())


def test_somebody_switched_off_manages_nothing(stage: Stage) -> None:
    gone = UserFactory(is_active=False, is_superuser=True)
    assert not standing_of(gone, stage.program, at=NOW()).is_staff
