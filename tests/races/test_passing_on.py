"""I2 and I3 for what was passed on, under race: real processes, each with its own connection, on PostgreSQL."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from advocates.actions import enrolments, grants, halts
from advocates.models import Enrolment, Exercise, Grant
from advocates.rights import exercise
from sitewide.errors import Refused
from tests.races.processes import on_postgresql, race
from tests.stage import Stage, enrolled, stage

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY, ROUNDS = 24, 4


@pytest.fixture
def on() -> Stage:
    return stage()


def use(on: Stage, person: User) -> int:
    with transaction.atomic():
        return exercise(person, "reply", on.place(on.pans), at=timezone.now()).pk


def passed_on(on: Stage, grant: Grant, to: User, per_day: int) -> Grant:
    at = timezone.now()
    given = grants.pass_on(
        grant, to=to, scope=on.pans, per_day=per_day, reason="Knows pans.", actor=on.advocate, at=at
    )  # fmt: skip
    return grants.accept(given, actor=to, at=at)


@pytest.mark.parametrize("limits", [{"per_day": 6}, {"per_day": 90, "in_total": 6}])
def test_a_quota_is_never_exceeded_by_those_who_share_it(on: Stage, limits: dict[str, int]) -> None:
    """I2. Guard: `exercise` also locks what its grants were passed on from; without it more than the quota gets through."""
    others = [enrolled(on), enrolled(on)]
    for _round in range(ROUNDS):
        grant = on.grant(may_be_passed_on=True, **limits)
        for person in others:
            passed_on(on, grant, person, per_day=limits["per_day"] - 1)
        people = [on.advocate, *others]
        outcomes = race(lambda number, people=people: use(on, people[number % 3]), MANY)
        family = Exercise.objects.filter(grant__in=[grant, *grant.passed_on.all()])
        assert family.count() == sum(not outcome.refused for outcome in outcomes) == 6
        grants.resign(grant, actor=on.advocate, at=timezone.now())


STOPS = ("revoke", "resign", "leave", "narrow", "halt of the grant", "halt of the giver")


def stops(on: Stage, grant: Grant) -> dict[str, Callable[[], Any]]:
    """What happens to the giver's grant, after which nothing may be done under what was passed on from it."""
    at, words = timezone.now, {"reason": "Enough.", "actor": on.manager}
    named: dict[str, dict[str, Any]] = {"grant": {"grant": grant}, "person": {"person": on.advocate}}
    enrolment = Enrolment.objects.get(member=on.advocate)
    return {
        "revoke": lambda: grants.revoke(grant, at=at(), **words),
        "resign": lambda: grants.resign(grant, actor=on.advocate, at=at()),
        "leave": lambda: enrolments.leave(enrolment, actor=on.advocate, at=at()),
        "narrow": lambda: grants.narrow(grant, in_total=1, at=at(), **words),
        "halt of the grant": lambda: halts.halt(on.program, level="grant", actor=on.manager, at=at(), **named["grant"]),
        "halt of the giver": lambda: halts.halt(
            on.program, level="person", actor=on.manager, at=at(), **named["person"]
        ),
    }


@pytest.mark.parametrize("stop", STOPS)
def test_after_the_giver_was_stopped_no_use_of_what_was_passed_on_that_starts_later_succeeds(
    on: Stage, stop: str
) -> None:
    """I3. Guards: `end_passed_on` and the loop in `narrow`; `given` in the rule for halts; the lock of `exercise`."""
    grant, greta = on.grant(per_day=10_000, may_be_passed_on=True), enrolled(on)
    passed_on(on, grant, greta, per_day=9_999)
    use(on, greta)

    def work(number: int) -> list[float] | float:
        if number == 0:
            time.sleep(0.4)
            stops(on, grant)[stop]()
            return time.time()
        begun, deadline = [], time.time() + 2.0
        while time.time() < deadline:
            start = time.time()
            try:
                use(on, greta)
            except Refused:
                time.sleep(0.002)
            else:
                begun.append(start)
        return begun

    outcomes = race(work, 8)
    returned = next(outcome.value for outcome in outcomes if outcome.number == 0)
    begun = [start for outcome in outcomes if outcome.number for start in outcome.value]
    assert begun, "nobody used the right before it was stopped: the race shows nothing"
    assert [start for start in begun if start > returned] == []


def test_nothing_is_passed_on_from_a_grant_that_has_ended_however_many_pass_it_on(on: Stage) -> None:
    """I3. Guard: `pass_on` locks the grant; without it something open is left behind, which the trigger refuses."""
    people = [enrolled(on) for _number in range(7)]
    grant = on.grant(per_day=50, may_be_passed_on=True)

    def work(number: int) -> None:
        if number == 0:
            time.sleep(0.05)
            grants.revoke(grant, reason="Enough.", actor=on.manager, at=timezone.now())
            return
        grants.pass_on(
            grant, to=people[number - 1], scope=on.pans, per_day=1, reason="Knows pans.", actor=on.advocate,
            at=timezone.now() + timedelta(milliseconds=number),
        )  # fmt: skip

    race(work, 8)
    assert Grant.objects.get(pk=grant.pk).state == Grant.State.REVOKED
    assert not Grant.objects.filter(passed_from=grant, state__in=Grant.OPEN).exists()


def test_two_who_passed_on_to_each_other_leave_at_once(on: Stage) -> None:
    """Guard: grants are locked in one order, theirs and passed-on ones together; else both wait for each other."""
    for _round in range(ROUNDS):
        pair = [enrolled(on), enrolled(on)]
        for giver, taker in (pair, reversed(pair)):
            at = timezone.now()
            grant = on.grant(advocate=giver, per_day=9, may_be_passed_on=True)
            given = grants.pass_on(
                grant, to=taker, scope=on.pans, per_day=1, reason="Knows pans.", actor=giver, at=at
            )  # fmt: skip
            grants.accept(given, actor=taker, at=at)

        def work(number: int, pair: list[User] = pair) -> None:
            enrolment = Enrolment.objects.get(member=pair[number])
            enrolments.leave(enrolment, actor=pair[number], at=timezone.now())

        assert not [outcome.refused for outcome in race(work, 2) if outcome.refused]
        assert not Grant.objects.filter(advocate__in=pair, state__in=Grant.OPEN).exists()
