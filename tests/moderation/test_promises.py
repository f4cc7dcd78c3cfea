"""Within how many hours a case is decided, who learns that the time runs out, and how often it was kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from cms.models import BrandPage
from moderation.actions.alarms import age, ring
from moderation.actions.decisions import decide
from moderation.actions.promises import save_intake, save_promise, withdraw_promise
from moderation.models import HOURS, Alarm, Case, Intake, Promise
from moderation.queries.promise import clock_for, hours_for, kept
from moderation.queries.standing import standing_of
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.models import Letter
from tests.moderation.stage import Stage, staged

QUICK = (40, 20, 10, 4, 1)


def promised(stage: Stage, hours: tuple[int, ...] = QUICK, page: BrandPage | None = None) -> Promise:
    row = Promise(program=stage.program, page=page.page_ptr if page else None)
    for level, number in enumerate(hours):
        setattr(row, f"hours_{level}", number)
    return save_promise(row, actor=stage.manager, at=timezone.now())


def late(stage: Stage, *, by: timedelta = timedelta(minutes=1), page: BrandPage | None = None) -> Case:
    case = stage.case(stage.say(page=page))
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - by)
    return case


def letters() -> set[str]:
    return set(Letter.objects.filter(about="promise_runs_out").values_list("to", flat=True))


def managers(stage: Stage) -> set[str]:
    return {row.member.email for row in stage.program.managers.all()}


def test_the_nearest_promise_counts(stage: Stage) -> None:
    assert hours_for(stage.program.pk, stage.kitchen.path) == HOURS
    promised(stage)
    promised(stage, (9, 8, 7, 6, 5), stage.kitchen)
    assert hours_for(stage.program.pk, stage.kitchen.path) == (9, 8, 7, 6, 5)
    assert hours_for(stage.program.pk, stage.garden.path) == QUICK
    assert hours_for(staged(hostname="other.example").program.pk, stage.kitchen.path) == HOURS


def test_a_case_is_due_when_the_promise_says(stage: Stage) -> None:
    promised(stage)
    at = timezone.now()
    assert stage.case(urgency=3, at=at).due_at == at + timedelta(hours=4)
    longer = promised(stage, (900, 800, 700, 600, 500), stage.garden)
    assert stage.case(stage.say(page=stage.garden), urgency=4, at=at).due_at == at + timedelta(hours=500)
    withdraw_promise(longer, actor=stage.manager, at=at)
    assert stage.case(stage.say(page=stage.garden), urgency=4, at=at).due_at == at + timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "code"), [((1, 2, 3, 4, 5), "order"), ((9, 8, 7, 6, 0), "hours"), ((9_999, 8, 7, 6, 5), "hours")]
)
def test_a_promise_that_makes_no_sense_is_refused(stage: Stage, hours: tuple[int, ...], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        promised(stage, hours)
    assert refused.value.code == code


def test_a_second_promise_for_a_place_and_one_for_another_programs_page_are_refused(stage: Stage) -> None:
    other = staged(hostname="other.example")
    for page in (None, stage.kitchen):
        promised(stage, page=page)
        with pytest.raises(Conflict):
            promised(stage, page=page)
    with pytest.raises(Invalid, match="not one of the program's"):
        promised(stage, page=other.kitchen)


def test_only_managers_promise_withdraw_and_set_the_intake(stage: Stage) -> None:
    made, about = promised(stage), {"actor": stage.moderator, "at": timezone.now()}
    for act in (lambda: save_promise(made, **about), lambda: withdraw_promise(made, **about)):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(Forbidden):
        save_intake(Intake(program=stage.program), **about)


def test_the_database_refuses_a_promise_that_keeps_the_urgent_waiting(stage: Stage) -> None:
    """Guard: the constraint `the_more_urgent_the_sooner`."""
    with pytest.raises(IntegrityError, match="the_more_urgent_the_sooner"), transaction.atomic():
        Promise.objects.create(program=stage.program, hours_4=9, hours_3=8)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("samples", 201),
        ("alike", 60),
        ("alike_hours", 0),
        ("languages", "klingon"),
        ("languages", " ".join(["en"] * 1 + ["xx"])),
    ],
)
def test_an_intake_that_makes_no_sense_is_refused(stage: Stage, field: str, value: Any) -> None:
    with pytest.raises(Invalid) as refused:
        save_intake(Intake(program=stage.program, **{field: value}), actor=stage.manager, at=timezone.now())
    assert refused.value.code == field
    assert not Intake.objects.exists()


def test_the_intake_is_set_once_a_program_whoever_made_the_row(stage: Stage) -> None:
    stage.case(stage.say("Long enough to be compared with what others say about it."))
    made = Intake.objects.get()
    about: dict[str, Any] = {"actor": stage.manager, "at": timezone.now()}
    saved = save_intake(Intake(program=stage.program, samples=20, languages="DE, en de"), **about)
    assert (saved.pk, saved.languages) == (made.pk, "de en")
    assert Entry.objects.get(verb="intake.changed").data["samples"] == 20


def test_what_is_late_stands_a_level_higher_once(stage: Stage) -> None:
    """Guard: `aged`; without it a late case climbs with every sweep."""
    case, fresh = late(stage), stage.case()
    assert [age(at=timezone.now()) for _sweep in range(2)] == [1, 0]
    case.refresh_from_db()
    fresh.refresh_from_db()
    assert (case.urgency, fresh.urgency) == (3, 2)


def test_managers_and_moderators_of_the_place_get_one_letter(stage: Stage) -> None:
    """Guard: `Alarm` and `QUIET`; without them every sweep writes to everybody."""
    keeper, shut = stage.moderator_of(stage.garden), stage.moderator_of()
    User.objects.filter(pk=shut.pk).update(is_active=False)
    for _number in range(5):
        late(stage)
    at = timezone.now()
    assert ring(at=at) == len(managers(stage)) + 1
    assert letters() == {*managers(stage), stage.moderator.email}
    assert keeper.email not in letters()
    assert not Alarm.objects.filter(person=shut).exists(), "the record tells of no letter that nobody got"
    late(stage)
    assert ring(at=at + timedelta(hours=23)) == 0
    assert ring(at=at + timedelta(hours=25)) >= 2
    letter = Letter.objects.filter(about="promise_runs_out").earliest("pk")
    assert "5 cases are late" in letter.text
    assert "/desk/" in letter.html


def test_what_runs_out_is_told_and_told_again_only_when_it_is_late(stage: Stage) -> None:
    at = timezone.now()
    stage.case(urgency=3, at=at)
    everybody = len(managers(stage)) + 1
    assert [ring(at=at + timedelta(hours=hours)) for hours in (1, 5.9)] == [0, 0]
    assert [ring(at=at + timedelta(hours=hours)) for hours in (6.1, 7)] == [everybody, 0]
    assert Alarm.objects.first().level == Alarm.Level.SOON  # type: ignore[union-attr]
    assert [ring(at=at + timedelta(hours=hours)) for hours in (8.1, 9)] == [everybody, 0]


def test_what_was_handed_to_staff_alarms_staff_only(stage: Stage) -> None:
    case = late(stage)
    Case.objects.filter(pk=case.pk).update(escalated=True)
    ring(at=timezone.now())
    assert letters() == managers(stage)


def test_what_is_decided_and_what_stands_behind_another_alarms_nobody(stage: Stage) -> None:
    first, second = late(stage), late(stage)
    Case.objects.filter(pk=first.pk).update(state="decided")
    Case.objects.filter(pk=second.pk).update(leader=first)
    assert ring(at=timezone.now()) == 0


def test_the_clock_shows_each_person_their_own_cases(stage: Stage) -> None:
    late(stage)
    late(stage, page=stage.garden)
    Case.objects.filter(pk=stage.case().pk).update(due_at=timezone.now() + timedelta(seconds=30))

    def clock(person: Any) -> tuple[int, int]:
        found = clock_for(standing_of(person, stage.program, at=timezone.now()))
        return found.late, found.soon

    Case.objects.update(opened_at=timezone.now() - timedelta(days=1))
    assert clock(stage.moderator) == (1, 1)
    assert clock(stage.manager) == (2, 1)
    assert clock(stage.moderator_of(stage.garden)) == (1, 0)


def test_the_share_kept_counts_what_was_decided_in_time(stage: Stage) -> None:
    def decided(hours: float, urgency: int, at: datetime) -> None:
        case = stage.case(urgency=urgency, at=at - timedelta(hours=hours))
        decide(case, moderator=stage.moderator, version=case.version, at=at, act="dismiss", clause=None, reason="")

    at = timezone.now()
    for hours, urgency in ((1, 3), (7.9, 3), (8.1, 3), (1, 1)):
        decided(hours, urgency, at)
    stage.case()
    found = kept(stage.program, at=at)
    assert [(one.urgency, one.decided, one.in_time, one.percent) for one in found] == [
        (3, 3, 2, 66), (1, 1, 1, 100), (None, 4, 3, 75)
    ]  # fmt: skip
    assert kept(staged(hostname="other.example").program, at=at)[-1].percent is None
