"""Halts: one press, the reason afterwards, the lift, who is told, and everything that is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import halts
from advocates.models import CommunityManager, Halt
from record.models import Entry
from sitewide.errors import Refused
from sitewide.models import Letter
from tests.factories import BrandPageFactory, EnrolmentFactory, UserFactory, manager_of
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Stage:
    return stage()


def press(on: Stage, **fields: Any) -> Halt:
    return halts.halt(on.program, **{"actor": on.manager, "at": on.now} | fields)


def refusal(act: Callable[[], Any]) -> str:
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    assert Entry.objects.count() == before
    return refused.value.code


def test_one_press_halts_the_program_without_a_reason(on: Stage) -> None:
    halt = press(on)
    assert (halt.level, halt.reason, halt.started_by, halt.lifted_at) == ("program", "", on.manager, None)
    entry = Entry.objects.get(verb="halt.started")
    assert (entry.actor_id, entry.program_id, entry.data) == (on.manager.pk, on.program.pk, {"level": "program"})


def test_a_second_press_gives_the_same_halt_back(on: Stage) -> None:
    assert press(on) == press(on)
    assert Entry.objects.filter(verb="halt.started").count() == 1
    with pytest.raises(IntegrityError, match="one_active_halt_of_a_program"), transaction.atomic():
        Halt.objects.create(program=on.program, started_at=on.now, started_by=on.manager)


def test_after_a_lift_the_program_can_be_halted_again(on: Stage) -> None:
    first = press(on)
    halts.lift(first, reason="A drill.", actor=on.manager, at=on.now)
    assert press(on) != first


def test_the_other_managers_and_whose_rights_are_meant_are_told(on: Stage) -> None:
    other = manager_of(on.program)
    press(on, level="person", person=on.advocate)
    assert set(Letter.objects.values_list("to", "about")) == {
        (other.email, "halt_started"), (on.advocate.email, "halt_started"),
    }  # fmt: skip


def test_only_a_manager_halts_explains_and_lifts(on: Stage) -> None:
    other, halt = stage(hostname="other.example"), press(on)
    for actor in (on.advocate, UserFactory(), other.manager):
        assert refusal(lambda actor=actor: press(on, actor=actor)) == "not_a_manager"
        assert refusal(lambda actor=actor: halts.lift(halt, reason="x", actor=actor, at=on.now)) == "not_a_manager"
        assert refusal(lambda actor=actor: halts.explain(halt, reason="x", actor=actor, at=on.now)) == "not_a_manager"


def test_what_is_halted_must_be_named_and_belong_to_the_program(on: Stage) -> None:
    other = stage(hostname="other.example")
    wrong: list[dict[str, Any]] = [
        {"level": "right"}, {"level": "right", "right": "rule"}, {"level": "place"}, {"level": "nothing"},
        {"level": "place", "place": other.kitchen}, {"level": "person"}, {"level": "person", "person": UserFactory()},
        {"level": "grant"}, {"level": "grant", "grant": other.grant()},
    ]  # fmt: skip
    for fields in wrong:
        assert refusal(lambda fields=fields: press(on, **fields)) == "nothing_to_halt"


def test_the_reason_is_given_once_and_not_empty(on: Stage) -> None:
    halt = press(on)
    assert refusal(lambda: halts.explain(halt, reason=" ", actor=on.manager, at=on.now)) == "no_reason"
    assert halts.explain(halt, reason="A leaked account.", actor=on.manager, at=on.now).reason == "A leaked account."
    assert refusal(lambda: halts.explain(halt, reason="Other.", actor=on.manager, at=on.now)) == "already_explained"


def test_a_lift_needs_a_reason_and_an_active_halt(on: Stage) -> None:
    halt = press(on)
    assert refusal(lambda: halts.lift(halt, reason="", actor=on.manager, at=on.now)) == "no_reason"
    lifted = halts.lift(halt, reason="All clear.", actor=on.manager, at=on.now)
    assert (lifted.lifted_by, lifted.lift_reason) == (on.manager, "All clear.")
    assert refusal(lambda: halts.lift(halt, reason="Again.", actor=on.manager, at=on.now)) == "already_lifted"


def test_nobody_lifts_the_halt_of_their_own_rights(on: Stage) -> None:
    """I5. Guard: the comparison in `lift`; without it a manager who is an advocate, too, frees their own rights."""
    CommunityManager.objects.create(program=on.program, member=on.advocate, since=on.now)
    own = [press(on, level="person", person=on.advocate), press(on, level="grant", grant=on.grant())]
    for halt in own:
        assert refusal(lambda halt=halt: halts.lift(halt, reason="x", actor=on.advocate, at=on.now)) == "own_halt"
        assert halts.lift(halt, reason="Talked it over.", actor=on.manager, at=on.now).lifted_at


def test_a_halted_place_or_right_is_named_once(on: Stage) -> None:
    beside = BrandPageFactory(parent=on.program.root_page)
    assert press(on, level="place", place=on.kitchen) == press(on, level="place", place=on.kitchen)
    assert press(on, level="place", place=beside) != press(on, level="place", place=on.kitchen)
    assert press(on, level="right", right="post") != press(on, level="right", right="reply")
    EnrolmentFactory(program=on.program, member=on.manager)
    assert press(on, level="person", person=on.manager).person == on.manager
