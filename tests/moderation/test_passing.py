"""Cases that are passed on: skipped, put off, handed over, taken back."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from advocates import rights
from moderation.actions import cases, passing
from moderation.actions.caps import set_weekly_cap
from moderation.actions.decisions import decide
from moderation.models import Case, Note, Skip
from moderation.queries.queue import waiting
from moderation.queries.standing import standing_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from tests.factories import HaltFactory, UserFactory
from tests.moderation.stage import Stage

NOW = timezone.now
HOUR = timedelta(hours=1)


def held(stage: Stage, at: datetime | None = None, **fields: Any) -> Case:
    """A case in the moderator's hands."""
    return cases.claim(stage.case(**fields), moderator=stage.moderator, at=at or NOW())


def offered(stage: Stage, person: Any, at: datetime | None = None) -> list[int]:
    standing = standing_of(person, stage.program, at=at or NOW())
    return list(waiting(standing).order_by("pk").values_list("pk", flat=True))


def test_a_skipped_case_is_back_with_the_others_at_once_and_with_who_skipped_it_after_an_hour(stage: Stage) -> None:
    """Guard: `not_passed_over` in `waiting`; without it the next press offers the skipped case again."""
    at = NOW()
    case, other = held(stage, at), stage.moderator_of()
    passing.skip(case, moderator=stage.moderator, at=at)
    case.refresh_from_db()
    assert case.claimed_by is None
    assert offered(stage, stage.moderator, at) == []
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=at) is None
    assert offered(stage, other, at) == [case.pk]
    assert offered(stage, stage.moderator, at + HOUR) == [case.pk]
    assert Entry.objects.get(verb="case.skipped").actor_id == stage.moderator.pk


def test_skipping_again_begins_the_hour_again_and_what_is_over_is_swept(stage: Stage) -> None:
    at, first, second = NOW(), stage.case(), stage.case()
    passing.skip(first, moderator=stage.moderator, at=at)
    passing.skip(first, moderator=stage.moderator, at=at + HOUR / 2)
    assert Skip.objects.get().until == at + 1.5 * HOUR
    passing.skip(second, moderator=stage.moderator, at=at + 2 * HOUR)
    assert Skip.objects.get().case == second


def test_skipping_takes_nothing_out_of_another_persons_hands(stage: Stage) -> None:
    case, other = held(stage), stage.moderator_of()
    passing.skip(case, moderator=other, at=NOW())
    case.refresh_from_db()
    assert case.claimed_by == stage.moderator


def test_a_case_is_put_off_for_everybody_with_a_reason(stage: Stage) -> None:
    at = NOW()
    case = held(stage, at)
    put_off = passing.snooze(case, moderator=stage.moderator, until=at + HOUR, reason="The shop answers.", at=at)
    assert (put_off.claimed_by, put_off.snoozed_until) == (None, at + HOUR)
    note = Note.objects.get()
    assert (note.kind, note.text, note.by, note.until) == ("snoozed", "The shop answers.", stage.moderator, at + HOUR)
    entry = Entry.objects.get(verb="case.snoozed")
    assert entry.data == {"note": note.pk, "until": (at + HOUR).isoformat()}, "the words stay out of the record"


@pytest.mark.parametrize("beyond", [-HOUR, timedelta(0), timedelta(days=60)])
def test_no_case_is_put_off_into_the_past_or_beyond_its_due_time(stage: Stage, beyond: timedelta) -> None:
    """Guard: the two comparisons in `snooze`."""
    at = NOW()
    case = held(stage, at)
    with pytest.raises(Invalid) as refused:
        passing.snooze(case, moderator=stage.moderator, until=at + beyond, reason="Later.", at=at)
    assert refused.value.code == ("beyond_due" if beyond > HOUR else "until")
    case.refresh_from_db()
    assert case.snoozed_until is None


def test_a_case_may_wait_exactly_until_it_is_due(stage: Stage) -> None:
    case = held(stage)
    assert passing.snooze(case, moderator=stage.moderator, until=case.due_at, reason="Because", at=NOW()).snoozed_until


def test_a_case_is_handed_to_a_named_person_for_a_day_at_most(stage: Stage) -> None:
    at = NOW()
    case, other = held(stage, at, urgency=1), stage.moderator_of()
    handed = passing.hand_over(case, moderator=stage.moderator, to=other, note="You know knives.", at=at)
    assert (handed.claimed_by, handed.handed_to, handed.handed_until) == (None, other, at + timedelta(hours=24))
    note = Note.objects.get()
    assert (note.kind, note.to, note.text) == ("handed", other, "You know knives.")
    entry = Entry.objects.get(verb="case.handed_over")
    assert (entry.data["to"], entry.data["note"]) == (other.pk, note.pk)
    assert "knives" not in str(entry.data)


@pytest.mark.parametrize(("due_in", "for_hours"), [(8, 8), (0.25, 1), (-5, 1)])
def test_a_hand_over_ends_when_the_case_is_due_but_leaves_an_hour(
    stage: Stage, due_in: float, for_hours: float
) -> None:
    at = NOW()
    case = held(stage, at)
    Case.objects.filter(pk=case.pk).update(due_at=at + due_in * HOUR)
    handed = passing.hand_over(case, moderator=stage.moderator, to=stage.manager, note="Yours.", at=at)
    assert handed.handed_until == at + for_hours * HOUR


def test_nobody_is_handed_what_they_may_not_decide(stage: Stage) -> None:
    """The place, conflicts and an escalation are asked for the other as for oneself. Guard: `_must_be_able_to_take`."""
    message = stage.say()
    flagger = stage.moderator_of()
    stage.flag(message, by=flagger)
    beside, reader = stage.moderator_of(stage.garden), stage.reader
    case = cases.claim(stage.case(message), moderator=stage.moderator, at=NOW())
    for person in (beside, reader, flagger, stage.author):
        with pytest.raises(Forbidden) as refused:
            passing.hand_over(case, moderator=stage.moderator, to=person, note="Yours.", at=NOW())
        assert refused.value.code == "cannot_take"
        assert "flagged" not in str(refused.value.sentence), "why is the other's business"
    case.refresh_from_db()
    assert (case.handed_to, case.claimed_by) == (None, stage.moderator)
    assert not Note.objects.exists()


def test_nobody_hands_a_case_to_themselves_or_to_whose_week_is_full(stage: Stage) -> None:
    case, other = held(stage), stage.moderator_of()
    with pytest.raises(Invalid):
        passing.hand_over(case, moderator=stage.moderator, to=stage.moderator, note="Because", at=NOW())
    done = cases.claim(stage.case(), moderator=other, at=NOW())
    decide(done, moderator=other, act="dismiss", clause=None, reason="", version=done.version, at=NOW())
    set_weekly_cap(stage.program, cap=1, actor=stage.manager, at=NOW())
    with pytest.raises(Conflict) as refused:
        passing.hand_over(case, moderator=stage.moderator, to=other, note="Because", at=NOW())
    assert refused.value.code == "weekly_cap"


def passed_on(act: str, stage: Stage, case: Case, person: Any, note: str = "Because.") -> object:
    about: dict[str, Any] = {"moderator": person, "at": NOW()}
    if act == "skip":
        return passing.skip(case, **about)
    if act == "snooze":
        return passing.snooze(case, until=NOW() + HOUR, reason=note, **about)
    return passing.hand_over(case, to=stage.manager, note=note, **about)


@pytest.mark.parametrize("act", ["snooze", "hand_over"])
@pytest.mark.parametrize("note", ["", "  \n", "x" * 1001])
def test_putting_off_and_handing_over_need_words_of_some_length(stage: Stage, act: str, note: str) -> None:
    with pytest.raises(Invalid) as refused:
        passed_on(act, stage, held(stage), stage.moderator, note)
    assert refused.value.code == "note"


@pytest.mark.parametrize("act", ["snooze", "hand_over"])
def test_only_who_holds_the_case_passes_it_on(stage: Stage, act: str) -> None:
    free, taken, other = stage.case(), held(stage), stage.moderator_of()
    for case, person, code in ((free, other, "not_held"), (taken, other, "claimed"), (free, stage.manager, "not_held")):
        with pytest.raises(Conflict) as refused:
            passed_on(act, stage, case, person)
        assert refused.value.code == code


@pytest.mark.parametrize("act", ["skip", "snooze", "hand_over"])
def test_nothing_is_passed_on_outside_ones_scope_with_a_conflict_or_during_a_halt(stage: Stage, act: str) -> None:
    message = stage.say()
    stage.flag(message, by=stage.moderator)
    with pytest.raises(Forbidden):
        passed_on(act, stage, stage.case(message), stage.moderator)
    with pytest.raises(NotFound):
        passed_on(act, stage, stage.case(stage.say(page=stage.garden)), stage.moderator)
    case = held(stage)
    HaltFactory(program=stage.program)
    with pytest.raises(rights.NotAllowed):
        passed_on(act, stage, case, stage.moderator)


@pytest.mark.parametrize("act", ["skip", "snooze", "hand_over"])
def test_what_is_decided_is_passed_on_by_nobody(stage: Stage, act: str) -> None:
    case = held(stage)
    decide(case, moderator=stage.moderator, act="dismiss", clause=None, reason="", version=case.version, at=NOW())
    with pytest.raises(Conflict) as refused:
        passed_on(act, stage, case, stage.moderator_of())
    assert refused.value.code == "decided"


def test_a_manager_takes_a_case_back_with_a_reason(stage: Stage) -> None:
    case, at = held(stage), NOW()
    free = passing.take_back(case, manager=stage.manager, reason="You are away.", at=at)
    assert (free.claimed_by, free.claimed_until) == (None, None)
    assert (Note.objects.get().kind, Note.objects.get().to) == ("taken_back", stage.moderator)
    assert Entry.objects.get(verb="case.taken_back").data["to"] == stage.moderator.pk


def test_a_manager_takes_back_what_waits_for_one_person_only(stage: Stage) -> None:
    other = stage.moderator_of()
    case = passing.hand_over(held(stage), moderator=stage.moderator, to=other, note="Yours.", at=NOW())
    free = passing.take_back(case, manager=stage.manager, reason="On leave.", at=NOW())
    assert (free.handed_to, free.handed_until) == (None, None)


def test_nobody_else_takes_a_case_back_and_not_without_reason_or_holder(stage: Stage) -> None:
    case, other = held(stage), stage.moderator_of()
    for person in (other, stage.reader, UserFactory()):
        with pytest.raises(Forbidden):
            passing.take_back(case, manager=person, reason="Because", at=NOW())
    with pytest.raises(Invalid):
        passing.take_back(case, manager=stage.manager, reason=" ", at=NOW())
    with pytest.raises(Conflict) as refused:
        passing.take_back(stage.case(), manager=stage.manager, reason="Because", at=NOW())
    assert refused.value.code == "not_held"


def test_who_had_the_case_open_decides_on_it_only_after_reading_it_again(stage: Stage) -> None:
    """Guard: `version` grows in `set_free`."""
    case = held(stage)
    passing.take_back(case, manager=stage.manager, reason="Because", at=NOW())
    with pytest.raises(Conflict) as refused:
        decide(case, moderator=stage.moderator, act="dismiss", clause=None, reason="", version=case.version, at=NOW())
    assert refused.value.code == "version"


def test_what_was_put_off_comes_back_by_itself_and_to_who_chooses_it_before(stage: Stage) -> None:
    """Guard: `_pick_up` in `claim`; without it the holder's next press takes a second case."""
    at, other = NOW(), stage.moderator_of()
    case = held(stage, at)
    passing.snooze(case, moderator=stage.moderator, until=at + HOUR, reason="Later.", at=at)
    assert offered(stage, other, at) == []
    assert offered(stage, other, at + HOUR) == [case.pk]
    second = stage.case()
    chosen = cases.claim(case, moderator=other, at=at)
    assert chosen.snoozed_until is None
    assert cases.claim_next(stage.program, moderator=other, at=at) == case
    second.refresh_from_db()
    assert second.claimed_by is None


def test_what_was_skipped_may_still_be_chosen_by_hand(stage: Stage) -> None:
    case, at = stage.case(), NOW()
    passing.skip(case, moderator=stage.moderator, at=at)
    cases.claim(case, moderator=stage.moderator, at=at)
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=at) == case
    assert not Skip.objects.exists()


def test_what_was_handed_over_is_kept_for_that_person_until_the_time_is_over(stage: Stage) -> None:
    at, other, third = NOW(), stage.moderator_of(), stage.moderator_of()
    case = passing.hand_over(held(stage, at), moderator=stage.moderator, to=other, note="Yours.", at=at)
    assert (offered(stage, other, at), offered(stage, third, at)) == ([case.pk], [])
    with pytest.raises(Conflict) as refused:
        cases.claim(case, moderator=third, at=at)
    assert refused.value.code == "handed"
    assert case.handed_until is not None
    assert offered(stage, third, case.handed_until) == [case.pk]


def test_a_case_that_goes_to_staff_is_kept_for_nobody(stage: Stage) -> None:
    """Guard: `_settle` in `decisions`."""
    other = stage.moderator_of()
    case = passing.hand_over(held(stage), moderator=stage.moderator, to=other, note="Yours.", at=NOW())
    case = cases.claim(case, moderator=other, at=NOW())
    decide(case, moderator=other, act="escalate", clause=None, reason="A threat.", version=case.version, at=NOW())
    assert cases.claim(case, moderator=stage.manager, at=NOW()).claimed_by == stage.manager
