"""Drills: the practice program, the measured stop, the worker's answer, and what they leave alone."""

from collections.abc import Iterator
from itertools import count

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse

from advocates.actions import drills, halts
from advocates.models import Drill, Exercise, Halt, Program
from advocates.queries import managed_programs
from advocates.rights import examine
from record.models import Entry
from sitewide.errors import Refused
from sitewide.models import Letter
from tests.factories import UserFactory
from tests.kept import kept
from tests.stage import Stage, signed_in, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def ticking() -> Iterator[float]:
    """A clock that moves five milliseconds with every look at it."""
    return (tick / 200 for tick in count())


def run(on: Stage) -> Drill:
    clock = ticking()
    return drills.run(on.program, actor=on.manager, at=on.now, clock=lambda: next(clock))


def test_a_drill_stops_the_practice_program_and_measures_it(on: Stage) -> None:
    on.grant()
    drill = run(on)
    assert (drill.here_ms, drill.tried, drill.got_through, drill.worker_ms) == (5, 9, 0, None)
    practice = Program.objects.get(practice_of=on.program)
    assert (drill.halt.program, drill.halt.is_drill, drill.halt.lifted_at) == (practice, True, None)
    assert Exercise.objects.filter(grant__program=practice).count() == 3
    assert examine(on.advocate, "reply", on.place(), at=on.now).allowed
    assert not Letter.objects.exists()


def test_the_worker_answers_and_the_halt_is_lifted(on: Stage) -> None:
    drill = run(on)
    for _time in range(2):
        drills.answer(drill.pk, at=on.later(seconds=0.34))
    drill.refresh_from_db()
    assert (drill.worker_ms, drill.tried, drill.got_through) == (340, 10, 0)
    assert Halt.objects.get().lift_reason == "The drill is over."
    verbs = set(Entry.objects.exclude(verb="right.exercised").values_list("verb", flat=True))
    assert verbs == {"halt.started", "drill.run", "halt.lifted"}


def test_a_second_drill_uses_the_same_practice_program_and_waits_for_the_first(on: Stage) -> None:
    first = run(on)
    with pytest.raises(Refused) as refused, transaction.atomic():
        run(on)
    assert refused.value.code == "drilling"
    drills.answer(first.pk, at=on.now)
    run(on)
    assert Program.objects.filter(practice_of=on.program).count() == 1
    assert Drill.objects.count() == 2


def test_a_drill_shows_when_a_halt_does_not_hold(on: Stage) -> None:
    """Guard: the check `halted` of the rule; with it out, the uses after the press get through, and the drill says so."""
    run(on)
    assert Drill.objects.get().got_through == 0


def test_while_everything_is_halted_there_is_nothing_to_drill(on: Stage) -> None:
    halts.halt(None, level="everything", actor=UserFactory(is_superuser=True), at=on.now)
    with pytest.raises(Refused) as refused:
        run(on)
    assert refused.value.code == "no_practice"


def test_the_practice_program_is_nobodys_to_see(on: Stage) -> None:
    """Nor to manage: whoever stops managing the program would stay staff by it, and be asked to renew its advocate."""
    run(on)
    practice = Program.objects.get(practice_of=on.program)
    assert not practice.managers.exists()
    assert list(managed_programs(on.manager)) == [on.program]
    assert practice not in managed_programs(UserFactory(is_superuser=True))
    assert "practice" not in Client().get(reverse("people")).content.decode().lower()
    assert "Practice advocate" not in Client().get(reverse("register")).content.decode()


def test_a_manager_runs_one_in_the_workbench_and_sees_how_long_it_took(on: Stage) -> None:
    on.manager.user_permissions.add(Permission.objects.get(codename="access_admin"))
    manager, address = signed_in(on.manager), reverse("drills:index")
    assert "None yet" in manager.get(address).content.decode()
    assert manager.post(address, {"program": on.program.pk}).status_code == 302
    assert "it has not answered yet" in manager.get(address).content.decode()
    assert manager.post(address, {"program": on.program.pk}).status_code == 409
    drills.answer(Drill.objects.get().pk, at=Drill.objects.get().at)
    assert "none of 10" in manager.get(address).content.decode()


def test_nobody_else_runs_or_sees_drills(on: Stage) -> None:
    """I13. Guard: `managed_programs` in the view."""
    there = stage(hostname="other.example")
    run(on)
    for person in (there.manager, UserFactory()):
        person.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client = signed_in(person)
        assert client.post(reverse("drills:index"), {"program": on.program.pk}).status_code == 404
        assert str(on.manager) not in client.get(reverse("drills:index")).content.decode()
    with pytest.raises(Refused) as refused:
        drills.run(on.program, actor=on.advocate, at=on.now, clock=lambda: 0.0)
    assert refused.value.code == "not_a_manager"
