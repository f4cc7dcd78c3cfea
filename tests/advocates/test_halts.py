"""Halts: one press, the reason afterwards, the lift, who is told, and everything that is refused."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from advocates import rights
from advocates.actions import halts
from advocates.models import CommunityManager, Halt
from advocates.queries.halts import seconds_of
from cms.actions import messages as speak
from cms.models import BrandPage
from record.models import Entry
from sitewide.models import Letter
from tests.factories import BrandPageFactory, EnrolmentFactory, UserFactory, manager_of
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def press(on: Stage, **fields: Any) -> Halt:
    return halts.halt(on.program, **{"actor": on.manager, "at": on.now} | fields)


def by_two(on: Stage, halt: Halt, reason: str = "A drill.") -> Halt:
    """The lift of a wide halt: the manager proposes, another confirms."""
    halts.propose_lift(halt, reason=reason, actor=on.manager, at=on.now)
    return halts.lift(halt, actor=manager_of(on.program), at=on.now)


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
    by_two(on, first)
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
        assert (
            refusal(lambda actor=actor: halts.lift(halt, reason="Because", actor=actor, at=on.now)) == "not_a_manager"
        )
        assert (
            refusal(lambda actor=actor: halts.explain(halt, reason="Because", actor=actor, at=on.now))
            == "not_a_manager"
        )


def test_what_is_halted_must_be_named_and_belong_to_the_program(on: Stage) -> None:
    other = stage(hostname="other.example")
    wrong: list[dict[str, Any]] = [
        {"level": "message"}, {"level": "message", "message_id": 10**6},
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
    halt = press(on, level="person", person=on.advocate)
    assert refusal(lambda: halts.lift(halt, reason="", actor=on.manager, at=on.now)) == "no_reason"
    lifted = halts.lift(halt, reason="All clear.", actor=on.manager, at=on.now)
    assert (lifted.lifted_by, lifted.lift_reason) == (on.manager, "All clear.")
    assert refusal(lambda: halts.lift(halt, reason="Again.", actor=on.manager, at=on.now)) == "already_lifted"


def test_nobody_lifts_the_halt_of_their_own_rights(on: Stage) -> None:
    """I5. Guard: the comparison in `lift`; without it a manager who is an advocate, too, frees their own rights."""
    CommunityManager.objects.create(program=on.program, member=on.advocate, since=on.now)
    own = [press(on, level="person", person=on.advocate), press(on, level="grant", grant=on.grant())]
    for halt in own:
        assert refusal(lambda halt=halt: halts.lift(halt, reason="Because", actor=on.advocate, at=on.now)) == "own_halt"
        assert halts.lift(halt, reason="Talked it over.", actor=on.manager, at=on.now).lifted_at


def test_a_halted_place_or_right_is_named_once(on: Stage) -> None:
    beside = BrandPageFactory(parent=on.program.root_page)
    assert press(on, level="place", place=on.kitchen) == press(on, level="place", place=on.kitchen)
    assert press(on, level="place", place=beside) != press(on, level="place", place=on.kitchen)
    assert press(on, level="right", right="post") != press(on, level="right", right="reply")
    EnrolmentFactory(program=on.program, member=on.manager)
    assert press(on, level="person", person=on.manager).person == on.manager


@pytest.mark.parametrize("wide", [{"level": "program"}, {"level": "right", "right": "reply"}])
def test_a_wide_halt_is_lifted_by_two_people(on: Stage, wide: dict[str, Any]) -> None:
    """Guards: the comparison in `lift`, and the constraint behind it; without both one person lifts alone."""
    halt, other = press(on, **wide), manager_of(on.program)
    assert refusal(lambda: halts.lift(halt, reason="Because", actor=other, at=on.now)) == "not_proposed"
    assert refusal(lambda: halts.propose_lift(halt, reason=" ", actor=on.manager, at=on.now)) == "no_reason"
    proposed = halts.propose_lift(halt, reason="The leak is closed.", actor=on.manager, at=on.now)
    assert (proposed.lifted_at, proposed.lift_proposed_by) == (None, on.manager)
    assert refusal(lambda: halts.propose_lift(halt, reason="Because", actor=other, at=on.now)) == "already_proposed"
    assert refusal(lambda: halts.lift(halt, reason="Because", actor=on.manager, at=on.now)) == "second_person"
    with pytest.raises(IntegrityError, match="a_wide_halt_is_lifted_by_two"), transaction.atomic():
        Halt.objects.filter(pk=halt.pk).update(lifted_at=on.now, lifted_by=on.manager)
    lifted = halts.lift(halt, reason="ignored", actor=other, at=on.now)
    assert (lifted.lifted_by, lifted.lift_reason) == (other, "The leak is closed.")
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["halt.started", "halt.lift_proposed", "halt.lifted"]


def test_nobody_is_appointed_in_a_hurry_in_order_to_confirm(on: Stage) -> None:
    """Guard: `may_be_second`; without it one manager with a second account lifts alone. After a day the others know."""
    halt, other = press(on), manager_of(on.program)
    halts.propose_lift(halt, reason="All clear.", actor=on.manager, at=on.now)
    CommunityManager.objects.filter(member=other).update(since=on.later(minutes=1))
    assert refusal(lambda: halts.lift(halt, actor=other, at=on.later(hours=24))) == "too_new"
    assert halts.lift(halt, actor=other, at=on.later(hours=25)).lifted_by == other


def test_the_place_that_is_the_whole_program_takes_two(on: Stage) -> None:
    """Guard: `whole` in `is_wide`; without it the root page halts like the program and is lifted like one page."""
    halt = press(on, level="place", place=on.program.root_page)
    assert refusal(lambda: halts.lift(halt, reason="Because", actor=on.manager, at=on.now)) == "not_proposed"
    narrow = press(on, level="place", place=on.kitchen)
    assert halts.lift(narrow, reason="Because", actor=on.manager, at=on.now).lifted_by == on.manager


def test_who_may_confirm_is_told_of_a_proposed_lift(on: Stage) -> None:
    other, operator = manager_of(on.program), UserFactory(is_superuser=True)
    halts.propose_lift(press(on), reason="All clear.", actor=on.manager, at=on.now)
    told = Letter.objects.filter(about="halt_lift_proposed")
    assert set(told.values_list("to", flat=True)) == {other.email, operator.email}
    letter = told.first()
    assert letter is not None
    assert "All clear." in letter.text
    assert f"/portal/halt/{Halt.objects.get().pk}/lift/" in letter.text


def test_where_there_is_one_manager_who_runs_the_installation_confirms(on: Stage) -> None:
    halt, operator = press(on), UserFactory(is_superuser=True)
    assert seconds_of(halt, on.manager) == (0, 1)
    halts.propose_lift(halt, reason="All clear.", actor=on.manager, at=on.now)
    assert halts.lift(halt, actor=operator, at=on.now).lifted_by == operator


def test_a_proposed_lift_can_be_turned_down_and_made_anew(on: Stage) -> None:
    halt, other = press(on), manager_of(on.program)
    assert refusal(lambda: halts.keep_halted(halt, actor=other, at=on.now)) == "not_proposed"
    halts.propose_lift(halt, reason="Too early.", actor=on.manager, at=on.now)
    kept = halts.keep_halted(halt, actor=other, at=on.now)
    assert (kept.lift_proposed_by, kept.lift_reason, kept.lifted_at) == (None, "", None)
    assert Entry.objects.filter(verb="halt.kept").count() == 1
    halts.propose_lift(halt, reason="Now.", actor=other, at=on.now)
    assert halts.lift(halt, actor=on.manager, at=on.now).lift_reason == "Now."


def test_a_narrow_halt_needs_no_second_person(on: Stage) -> None:
    halt = press(on, level="place", place=on.kitchen)
    assert refusal(lambda: halts.propose_lift(halt, reason="Because", actor=on.manager, at=on.now)) == "not_wide"
    assert halts.lift(halt, reason="All clear.", actor=on.manager, at=on.now).lifted_at


def test_everything_is_halted_and_lifted_only_by_who_runs_the_installation(on: Stage) -> None:
    """I3 at its widest. Guard: the `OR` in the facts; without it other programs go on."""
    there = stage(hostname="other.example")
    for here in (on, there):
        here.grant()
    operator, second = UserFactory(is_superuser=True), UserFactory(is_superuser=True)
    assert refusal(lambda: press(on, level="everything")) == "not_an_operator"
    halt = halts.halt(None, level="everything", actor=operator, at=on.now)
    assert halts.halt(None, level="everything", actor=second, at=on.now) == halt
    with pytest.raises(IntegrityError, match="one_active_halt_of_everything"), transaction.atomic():
        Halt.objects.create(level="everything", started_at=on.now, started_by=operator)
    for here in (on, there):
        assert rights.examine(here.advocate, "reply", here.place(), at=on.now).refusal.why == "halt_everything"
    assert refusal(lambda: halts.propose_lift(halt, reason="Because", actor=on.manager, at=on.now)) == "not_an_operator"
    halts.propose_lift(halt, reason="All clear.", actor=operator, at=on.now)
    assert refusal(lambda: halts.lift(halt, actor=operator, at=on.now)) == "second_person"
    halts.lift(halt, actor=second, at=on.now)
    assert rights.examine(there.advocate, "reply", there.place(), at=on.now).allowed
    told = set(Letter.objects.filter(about="halt_started").values_list("to", flat=True))
    assert told == {on.manager.email, there.manager.email, second.email}


def test_the_breaker_halts_a_grant_in_nobodys_name_and_once(on: Stage) -> None:
    halt = halts.trip(on.grant(), reason="Five at once.", at=on.now)
    assert (halt.started_by, halt.level, halts.trip(halt.grant, reason="Again.", at=on.now)) == (None, "grant", halt)
    assert Entry.objects.get(verb="halt.started").actor_id is None
    assert not Letter.objects.exists()


@pytest.mark.parametrize("named", ["", "--right=reply", "--place", "--person", "--grant", "--message", "--everything"])
def test_the_command_halts_at_every_level(on: Stage, named: str) -> None:
    grant, operator = on.grant(), UserFactory(is_superuser=True)
    User.objects.filter(pk=on.advocate.pk).update(handle="ada")
    said = speak.comment(BrandPage.objects.get(pk=on.kitchen.pk), author=UserFactory(), body="Hello", at=on.now)
    values = {"--place": on.kitchen.pk, "--person": "ada", "--grant": grant.pk, "--message": said.pk}
    words = [f"{named}={values[named]}"] if named in values else [named] if named else []
    told = StringIO()
    call_command("halt", "--as", operator.email, "--reason", "A leak.", *words, stdout=told)
    halt = Halt.objects.get()
    assert (halt.level, halt.reason) == (named.strip("-").partition("=")[0] or "program", "A leak.")
    assert f"halt {halt.pk}" in told.getvalue()


def test_the_command_says_what_is_refused(on: Stage) -> None:
    for words in (["--as", "nobody@x.example"], ["--as", on.advocate.email], ["--as", on.manager.email, "--grant=1"]):
        with pytest.raises(CommandError):
            call_command("halt", *words)
    stage(hostname="other.example")
    with pytest.raises(CommandError, match="--program"):
        call_command("halt", "--as", on.manager.email)
    assert not Halt.objects.exists()
