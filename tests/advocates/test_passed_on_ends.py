"""What was passed on ends, narrows and stops with what it comes from, and is ended by itself."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from advocates.actions import enrolments, grants, halts
from advocates.models import Enrolment, Grant
from advocates.rights import NotAllowed, Place, examine
from tests.advocates.giving import told
from tests.advocates.passing import allowed, pass_on, taken, use, why_not
from tests.factories import UserFactory
from tests.kept import kept
from tests.refusing import refusal
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db
State = Grant.State


on = kept(stage, clock="now")


@pytest.fixture
def greta(on: Stage) -> User:
    return enrolled(on, name="Greta")


def test_what_was_passed_on_ends_when_it_is_revoked(on: Stage, greta: User) -> None:
    """Guards: `end_passed_on` in `revoke`; the trigger refuses the end of the one alone."""
    grant = allowed(on)
    live, offered = taken(on, grant, greta), pass_on(on, grant, enrolled(on))
    with pytest.raises(IntegrityError, match="ends_and_narrows_with_it"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(state=State.REVOKED, ended_at=on.now)
    grants.revoke(grant, reason="Enough.", actor=on.manager, at=on.now)
    for child in (live, offered):
        child.refresh_from_db()
        assert (child.state, child.ended_by) == (State.REVOKED, on.manager)
        assert child.end_reason == "The right that it was passed on from has ended."
    assert told(greta)[-1] == "grant_revoked"
    assert why_not(on, greta) == "no_grant"
    with pytest.raises(NotAllowed):
        use(on, greta)


def test_what_was_passed_on_ends_when_the_giver_hands_back_or_leaves(on: Stage, greta: User) -> None:
    grant = allowed(on)
    first = taken(on, grant, greta)
    grants.resign(grant, actor=on.advocate, at=on.now)
    second = taken(on, allowed(on), greta)
    enrolments.leave(Enrolment.objects.get(member=on.advocate), actor=on.advocate, at=on.now)
    for child in (first, second):
        child.refresh_from_db()
        assert (child.state, child.ended_by) == (State.REVOKED, on.advocate)
    assert why_not(on, greta) == "no_grant"


def test_what_was_passed_on_expires_with_it(on: Stage, greta: User) -> None:
    grant = allowed(on)
    child = taken(on, grant, greta)
    assert why_not(on, greta, grant.ends_at) == "no_grant"
    assert grants.expire_ended(at=grant.ends_at) == 2
    child.refresh_from_db()
    assert child.state == State.EXPIRED


def test_narrowing_it_narrows_what_was_passed_on_as_far(on: Stage, greta: User) -> None:
    """Guards: the loop in `narrow`; the trigger refuses a narrowing that leaves the other wider."""
    grant = allowed(on)
    wide, narrow = taken(on, grant, greta, per_day=4), taken(on, grant, enrolled(on), per_day=1)
    with pytest.raises(IntegrityError, match="ends_and_narrows_with_it"), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(per_day=3)
    grants.narrow(grant, per_day=3, ends_at=on.later(days=9), reason="Less.", actor=on.manager, at=on.now)
    wide.refresh_from_db()
    narrow.refresh_from_db()
    assert (wide.per_day, wide.ends_at) == (3, on.later(days=9))
    assert (narrow.per_day, narrow.ends_at) == (1, on.later(days=9))
    assert [(one.limit, one.reason) for one in narrow.narrowings.all()] == [
        ("ends_at", "The right that it was passed on from was narrowed.")
    ]
    assert told(greta)[-1] == "grant_narrowed"


@pytest.mark.parametrize("level", ["grant", "person"])
def test_a_halt_of_the_giver_halts_what_they_passed_on(on: Stage, greta: User, level: str) -> None:
    """Guard: `given` in `_halted`; without it what a stolen account passed on goes on."""
    grant = allowed(on)
    taken(on, grant, greta)
    named: dict[str, Any] = {"grant": grant} if level == "grant" else {"person": on.advocate}
    halt = halts.halt(on.program, level=level, actor=on.manager, at=on.now, **named)
    assert why_not(on, greta) == "halt_giver"
    halts.lift(halt, reason="All well.", actor=on.manager, at=on.now)
    assert why_not(on, greta) == ""


def test_a_right_of_ones_own_is_used_while_the_passed_on_one_is_halted(on: Stage, greta: User) -> None:
    grant = allowed(on)
    taken(on, grant, greta)
    own = on.grant(advocate=greta, scope=on.kitchen)
    halts.halt(on.program, level="grant", grant=grant, actor=on.manager, at=on.now)
    assert use(on, greta).grant_id == own.pk


def test_the_giver_and_a_manager_end_what_was_passed_on_and_nobody_else(on: Stage, greta: User) -> None:
    grant = allowed(on)
    child = taken(on, grant, greta)
    for actor in (greta, on.manager, UserFactory()):
        assert (
            refusal(lambda actor=actor: grants.take_back(child, reason="Because", actor=actor, at=on.now))
            == "not_found"
        )
    assert refusal(lambda: grants.take_back(grant, reason="Because", actor=on.manager, at=on.now)) == "not_found"
    assert refusal(lambda: grants.take_back(child, reason=" ", actor=on.advocate, at=on.now)) == "no_reason"
    grants.take_back(child, reason="Not needed any more.", actor=on.advocate, at=on.now)
    assert refusal(lambda: grants.take_back(child, reason="Because", actor=on.advocate, at=on.now)) == "already_revoked"
    other = taken(on, grant, greta)
    grants.revoke(other, reason="Not so.", actor=on.manager, at=on.now)
    grant.refresh_from_db()
    assert grant.state == State.LIVE


def test_a_decision_about_a_passed_on_right_is_one_query(on: Stage, greta: User) -> None:
    taken(on, allowed(on, in_total=9), greta)
    place = Place.on(on.pans, on.program)
    for person in (greta, on.advocate):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            examine(person, "reply", place, at=on.now)
        assert len(asked) == 1
