"""I2 and I3 under race: real processes, each with its own connection, on PostgreSQL."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from advocates.actions import certifications, enrolments, grants, halts, policies, requirements, restrictions
from advocates.models import Certification, CoursePage, Enrolment, Exercise, Grant, Halt
from advocates.rights import NotAllowed, Place, examine, exercise
from cms.actions import messages as speak
from cms.models import BrandPage
from record.models import Entry
from sitewide.errors import Refused
from tests.factories import UserFactory, certified, course, manager_of
from tests.races.processes import on_postgresql, race
from tests.stage import Stage, stage

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY, ROUNDS = 24, 5


@pytest.fixture
def on() -> Stage:
    return stage()


def use(on: Stage, right: str = "reply", *answers: int) -> int:
    with transaction.atomic():
        return exercise(on.advocate, right, Place.on(on.kitchen, on.program, answers), at=timezone.now()).pk


@pytest.mark.parametrize(("limits", "most"), [({"per_day": 5}, 5), ({"per_day": 50, "in_total": 7}, 7)])
def test_a_quota_is_never_exceeded_by_any_number_of_simultaneous_uses(
    on: Stage, limits: dict[str, int], most: int
) -> None:
    """I2. Guard: the row lock at the head of `exercise`; without it more than the quota gets through."""
    for _round in range(ROUNDS):
        grant = on.grant(**limits)
        outcomes = race(lambda _number: use(on), MANY)
        assert Counter(outcome.refused for outcome in outcomes) == {"": most, "within_quota": MANY - most}
        assert Exercise.objects.filter(grant=grant).count() == most
        assert Entry.objects.filter(verb="right.exercised", grant_id=grant.pk).count() == most
        grants.resign(grant, actor=on.advocate, at=timezone.now())


def test_two_grants_together_give_the_sum_of_their_quotas_and_not_one_use_more(on: Stage) -> None:
    """I2. Guard: the row locks of `exercise` in one order; without the locks more gets through."""
    for _round in range(ROUNDS):
        pair = [on.grant(per_day=3, scope=on.kitchen), on.grant(per_day=4, scope=on.program.root_page)]
        outcomes = race(lambda _number: use(on), MANY)
        assert sum(not outcome.refused for outcome in outcomes) == 7
        assert [Exercise.objects.filter(grant=grant).count() for grant in pair] == [3, 4]
        for grant in pair:
            grants.resign(grant, actor=on.advocate, at=timezone.now())


def stops(on: Stage, grant: Grant, message_id: int) -> dict[str, Callable[[], Any]]:
    """Everything that must hold from the moment it returns."""
    at = timezone.now
    enrolment = Enrolment.objects.get(member=on.advocate)
    words: dict[str, Any] = {"reason": "Enough.", "actor": on.manager}
    levels: dict[str, dict[str, Any]] = {
        "person": {"person": on.advocate}, "right": {"right": "reply"}, "place": {"place": on.kitchen},
        "grant": {"grant": grant}, "message": {"message_id": message_id}, "everything": {},
    }  # fmt: skip
    return {
        "revoke": lambda: grants.revoke(grant, at=at(), **words),
        "leave": lambda: enrolments.leave(enrolment, actor=on.advocate, at=at()),
        "resign": lambda: grants.resign(grant, actor=on.advocate, at=at()),
        "narrow": lambda: grants.narrow(grant, in_total=1, at=at(), **words),
        "end": lambda: enrolments.end(enrolment, at=at(), **words),
        "halt": lambda: halts.halt(on.program, actor=on.manager, at=at()),
        **{f"halt of the {level}": partial(_halted, on, level, named) for level, named in levels.items()},
        "breaker": lambda: halts.trip(grant, reason="Too fast.", at=at()),
        "policy": lambda: policies.publish(
            on.policy.policy, text="Be kinder.", clauses=[("1", "Be kinder", "")], actor=on.manager, at=at()
        ),
        "required course": lambda: requirements.require(
            on.program, right="reply", course=CoursePage.objects.first(), actor=on.manager, at=at()
        ),
        "revoked certificate": lambda: certifications.revoke(Certification.objects.get(), at=at(), **words),
        "quiet period": lambda: restrictions.restrict(
            on.program,
            kind="quiet",
            place=on.kitchen,
            starts_at=at(),
            ends_at=at() + timedelta(days=1),
            at=at(),
            **words,
        ),
    }


def learn(on: Stage, stop: str) -> None:
    """A course, and where the stop is about it a certificate that the right rests on; one ends in one second and a half."""
    made = course(on.program, lessons=0)
    if "certificate" in stop:
        at = timezone.now() - timedelta(days=1) + timedelta(seconds=1.4 if stop.startswith("expired") else 3_600)
        certified(on.advocate, made, at=at, days=1)
        requirements.require(on.program, right="reply", course=made, actor=on.manager, at=timezone.now())


def _halted(on: Stage, level: str, named: dict[str, Any]) -> None:
    actor = User.objects.filter(is_superuser=True).get() if level == "everything" else on.manager
    halts.halt(on.program, level=level, actor=actor, at=timezone.now(), **named)


STOPS = [
    "revoke", "resign", "leave", "narrow", "end", "halt", "halt of the person", "halt of the right", "halt of the place",
    "halt of the grant", "halt of the message", "halt of the everything", "breaker", "policy", "quiet period",
    "required course", "revoked certificate", "expired certificate",
]  # fmt: skip
LOCKING = ("revoke", "resign", "leave", "narrow", "end")


@pytest.mark.parametrize("stop", STOPS)
def test_after_a_stop_has_returned_no_use_that_starts_later_succeeds(on: Stage, stop: str) -> None:
    """I3. Guard: `exercise` examines afresh in the transaction of the act; with facts kept from before, uses succeed.

    A stop that takes the grant's lock is stronger: what was underway is over, too. Guard there: the lock of `exercise`.
    """
    grant = on.grant(per_day=10_000)
    UserFactory(is_superuser=True)
    said = speak.comment(BrandPage.objects.get(pk=on.kitchen.pk), author=UserFactory(), body="Hello", at=on.now).pk
    learn(on, stop)
    use(on)
    stopping = {"expired certificate": lambda: time.sleep(1.0)} | stops(on, grant, said)

    def work(number: int) -> list[float] | tuple[float, int]:
        if number == 0:
            time.sleep(0.4)
            stopping[stop]()
            return time.time(), Exercise.objects.filter(grant=grant).count()
        begun, deadline = [], time.time() + 2.5
        while time.time() < deadline:
            start = time.time()
            try:
                use(on, "reply", said)
            except Refused:
                time.sleep(0.002)
            else:
                begun.append(start)
        return begun

    outcomes = race(work, 8)
    returned, used = outcomes_of_zero(outcomes)
    begun = [start for outcome in outcomes if outcome.number for start in outcome.value]
    assert begun, "nobody used the right before it was stopped: the race shows nothing"
    assert [start for start in begun if start > returned] == []
    if stop in LOCKING:
        assert Exercise.objects.filter(grant=grant).count() == used


def outcomes_of_zero(outcomes: list[Any]) -> tuple[float, int]:
    found: tuple[float, int] = next(outcome.value for outcome in outcomes if outcome.number == 0)
    return found


def test_what_was_allowed_when_it_was_queued_is_refused_when_it_is_sent(on: Stage) -> None:
    """I3. Guard: `exercise` examines afresh; what `examine` said earlier counts for nothing."""
    grant, queued = on.grant(), timezone.now()
    assert examine(on.advocate, "reply", on.place(), at=queued).allowed
    halt = halts.halt(on.program, actor=on.manager, at=queued)
    with pytest.raises(NotAllowed) as halted, transaction.atomic():
        exercise(on.advocate, "reply", on.place(), at=queued + timedelta(minutes=5))
    halts.propose_lift(halt, reason="A drill.", actor=on.manager, at=queued)
    halts.lift(halt, actor=manager_of(on.program), at=queued)
    with pytest.raises(NotAllowed) as expired, transaction.atomic():
        exercise(on.advocate, "reply", on.place(), at=grant.ends_at)
    assert (halted.value.code, expired.value.code) == ("halted", "granted")
    assert not Exercise.objects.exists()


def test_after_an_enrolment_has_ended_no_grant_is_open_however_many_are_being_given(on: Stage) -> None:
    """I3. Guard: `issue` locks the enrolment's row; without it a grant is offered to somebody who has just left."""
    enrolment = Enrolment.objects.get(member=on.advocate)

    def work(number: int) -> None:
        if number == 0:
            time.sleep(0.05)
            enrolments.end(enrolment, reason="Enough.", actor=on.manager, at=timezone.now())
            return
        known: dict[str, Any] = {
            "advocate": on.advocate,
            "right": "reply",
            "scope": on.kitchen,
            "reason": "Knows pans.",
        }
        while True:
            try:
                grants.issue(on.program, per_day=1, actor=on.manager, at=timezone.now(), **known)
            except Refused:
                return

    race(work, 8)
    assert Grant.objects.count() > 0
    assert not Grant.objects.filter(state__in=["offered", "live"]).exists()


def test_an_offer_is_answered_once(on: Stage) -> None:
    """Guard: the row lock of every change of a grant; without it an offer is accepted and declined and revoked."""
    for _round in range(ROUNDS):
        grant = on.grant(state="offered", answered_at=None)
        acts: list[Callable[[], Any]] = [
            lambda grant=grant: grants.accept(grant, actor=on.advocate, at=timezone.now()),
            lambda grant=grant: grants.decline(grant, actor=on.advocate, at=timezone.now()),
        ]
        outcomes = race(lambda number, acts=acts: acts[number % 2](), MANY)
        assert sum(not outcome.refused for outcome in outcomes) == 1
        assert Entry.objects.filter(grant_id=grant.pk).count() == 1


def test_many_who_press_halt_at_once_make_one_halt(on: Stage) -> None:
    """Guard: the lock of the program in `halt`; without it the second press is an error of the constraint."""
    outcomes = race(lambda _number: halts.halt(on.program, actor=on.manager, at=timezone.now()).pk, MANY)
    assert len({outcome.value for outcome in outcomes}) == 1
    assert Halt.objects.count() == 1
    assert Entry.objects.filter(verb="halt.started").count() == 1
