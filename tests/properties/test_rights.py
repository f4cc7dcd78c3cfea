"""A state machine over grants, halts, policies, courses, quiet periods, time and acts, against a model of a few lines."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from advocates.actions import certifications, grants, halts, policies, requirements, restrictions
from advocates.models import Certification, CoursePage, Exercise, Grant, Halt, Narrowing, Requirement, Right
from advocates.queries.suspended import with_suspension
from advocates.rights import NotAllowed, answer, exercise, facts_of
from record.actions import seal
from record.models import Entry
from record.queries import verify
from sitewide.errors import Refused
from tests.factories import UserFactory, certified, course
from tests.factories.training import SINGLE
from tests.stage import Stage, stage

RIGHTS, PLACES = st.sampled_from(Right.values), st.sampled_from(["root", "kitchen", "pans"])
DEPTH = {"root": 0, "kitchen": 1, "pans": 2}


@dataclass
class Model:
    """One grant as a person would note it on paper. `days` are the days of its uses."""

    right: str
    place: str
    per_day: int
    in_total: int | None
    ends_at: datetime
    state: str = "offered"
    days: list[Any] = field(default_factory=list)

    def usable(self, right: str, place: str, at: datetime) -> bool:
        covers = self.right == right and DEPTH[self.place] <= DEPTH[place]
        left = self.days.count(at.date()) < self.per_day and (self.in_total is None or len(self.days) < self.in_total)
        return covers and left and self.state == "live" and self.ends_at > at


class Rights(RuleBasedStateMachine):
    """Every run begins on the same `on`, in a savepoint that is rolled back."""

    on: Stage
    courses: list[CoursePage]

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.pages = {"root": self.on.program.root_page, "kitchen": self.on.kitchen, "pans": self.on.pans}
        self.operator, self.second = UserFactory(is_superuser=True), UserFactory(is_superuser=True)
        self.at = self.on.now
        self.grants: dict[int, Model] = {}
        self.halts: dict[int, tuple[str, Any]] = {}
        self.quiet: list[tuple[str, datetime]] = []
        self.version, self.versions, self.signed = self.on.policy, 1, 1
        self.asked: list[tuple[int, datetime]] = [(1, self.at - timedelta(days=2))]
        self.required: dict[tuple[str, int], datetime] = {}
        self.held: dict[int, tuple[int, datetime]] = {}

    def teardown(self) -> None:
        seal(at=self.at, limit=10_000)
        assert verify().fault is None
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def one(self, data: Any) -> tuple[Grant, Model]:
        pk = data.draw(st.sampled_from(sorted(self.grants)))
        return Grant.objects.get(pk=pk), self.grants[pk]

    @rule(
        right=RIGHTS, place=PLACES, per_day=st.integers(1, 3), total=st.none() | st.integers(1, 4), days=st.integers(1, 9),
        accepted=st.sampled_from([True, True, True, False]),
    )  # fmt: skip
    def issue(self, *, right: str, place: str, per_day: int, total: int | None, days: int, accepted: bool) -> None:
        ends = self.at + timedelta(days=days)
        grant = grants.issue(
            self.on.program, advocate=self.on.advocate, right=right, scope=self.pages[place], reason="Knows pans.",
            per_day=per_day, in_total=total, ends_at=ends, actor=self.on.manager, at=self.at,
        )  # fmt: skip
        self.grants[grant.pk] = Model(right, place, per_day, total, ends)
        if accepted:
            grants.accept(grant, actor=self.on.advocate, at=self.at)
            self.grants[grant.pk].state = "live"

    @precondition(lambda self: self.grants)
    @rule(data=st.data(), what=st.sampled_from(["live", "declined", "resigned", "revoked"]))
    def answer_or_end(self, data: Any, what: str) -> None:
        grant, model = self.one(data)
        follows = {"offered": {"live", "declined", "revoked"}, "live": {"resigned", "revoked"}}
        possible = what in follows.get(model.state, ()) and not (what == "live" and model.ends_at <= self.at)
        acts = {"live": grants.accept, "declined": grants.decline, "resigned": grants.resign}
        try:
            if what == "revoked":
                grants.revoke(grant, reason="Enough.", actor=self.on.manager, at=self.at)
            else:
                acts[what](grant, actor=self.on.advocate, at=self.at)
        except Refused:
            assert not possible
        else:
            assert possible
            model.state = what

    @precondition(lambda self: self.grants)
    @rule(data=st.data(), per_day=st.none() | st.integers(1, 3), total=st.none() | st.integers(1, 4))
    def narrow(self, data: Any, per_day: int | None, total: int | None) -> None:
        grant, model = self.one(data)
        narrower = per_day is not None and per_day < model.per_day
        narrower |= total is not None and (model.in_total is None or total < model.in_total)
        wider = per_day is not None and per_day > model.per_day
        wider |= total is not None and model.in_total is not None and total > model.in_total
        try:
            limits: dict[str, Any] = {"per_day": per_day, "in_total": total}
            grants.narrow(grant, reason="Less.", actor=self.on.manager, at=self.at, **limits)
        except Refused:
            assert wider or not narrower or model.state not in ("offered", "live")
        else:
            assert narrower
            assert not wider
            model.per_day = model.per_day if per_day is None else per_day
            model.in_total = model.in_total if total is None else total

    @rule(hours=st.integers(1, 60))
    def wait(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule()
    def sweep(self) -> None:
        over = [
            model for model in self.grants.values() if model.state in ("offered", "live") and model.ends_at <= self.at
        ]
        assert grants.expire_ended(at=self.at) == len(over)
        for model in over:
            model.state = "expired"

    @rule(level=st.sampled_from(["program", "right", "place", "person", "everything"]), right=RIGHTS, place=PLACES)
    def halt(self, level: str, right: str, place: str) -> None:
        named: dict[str, Any] = {"right": {"right": right}, "place": {"place": self.pages[place]}}.get(level, {})
        named = {"person": self.on.advocate} if level == "person" else named
        actor = self.operator if level == "everything" else self.on.manager
        made = halts.halt(self.on.program, level=level, actor=actor, at=self.at, **named)
        self.halts[made.pk] = (level, {"right": right, "place": place}.get(level))

    @precondition(lambda self: self.grants)
    @rule(data=st.data())
    def halt_a_grant(self, data: Any) -> None:
        grant, _model = self.one(data)
        made = halts.halt(self.on.program, level="grant", grant=grant, actor=self.on.manager, at=self.at)
        self.halts[made.pk] = ("grant", grant.pk)

    @precondition(lambda self: self.grants)
    @rule(data=st.data())
    def trip_the_breaker(self, data: Any) -> None:
        """A grant that has ended may be halted, too; it changes nothing."""
        grant, _model = self.one(data)
        made = halts.trip(grant, reason="Too fast.", at=self.at)
        self.halts[made.pk] = ("grant", grant.pk)

    @precondition(lambda self: self.halts)
    @rule(data=st.data())
    def propose_a_lift(self, data: Any) -> None:
        """A proposal alone lets nothing through."""
        halt = Halt.objects.get(pk=data.draw(st.sampled_from(sorted(self.halts))))
        possible = halt.is_wide and halt.lift_proposed_by_id is None
        try:
            halts.propose_lift(halt, reason="It is over.", actor=self.operator, at=self.at)
        except Refused:
            assert not possible
        else:
            assert possible

    @precondition(lambda self: self.halts)
    @rule(data=st.data())
    def one_person_lifts(self, data: Any) -> None:
        """A narrow halt ends; a wide one does only where somebody else proposed it."""
        pk = data.draw(st.sampled_from(sorted(self.halts)))
        halt = Halt.objects.get(pk=pk)
        actor = self.on.manager if halt.program_id else self.operator
        possible = not halt.is_wide or halt.lift_proposed_by_id not in (None, actor.pk)
        try:
            halts.lift(halt, reason="It is over.", actor=actor, at=self.at)
        except Refused:
            assert not possible
        else:
            assert possible
            del self.halts[pk]

    @precondition(lambda self: self.halts)
    @rule()
    def lift_every_halt(self) -> None:
        for halt in Halt.objects.filter(pk__in=self.halts):
            if halt.is_wide and halt.lift_proposed_by_id is None:
                halts.propose_lift(halt, reason="It is over.", actor=self.operator, at=self.at)
            halts.lift(halt, reason="It is over.", actor=self.second, at=self.at)
        self.halts = {}

    @rule(change=st.sampled_from(["editorial", "material", "urgent"]), hours=st.integers(1, 60))
    def publish(self, change: str, hours: int) -> None:
        self.versions += 1
        grace = self.at + timedelta(hours=hours) if change == "material" else None
        self.version = policies.publish(
            self.on.policy.policy, text=f"Be kind, {self.versions}.", clauses=[("1", "Be kind", "")], actor=self.on.manager,
            at=self.at, change=change, binds_from=grace,
        )  # fmt: skip
        if change != "editorial":
            self.asked.append((self.versions, grace or self.at))

    @precondition(lambda self: self.signed < self.versions)
    @rule()
    def attest(self) -> None:
        policies.attest(self.version, member=self.on.advocate, at=self.at)
        self.signed = self.versions

    @rule(right=RIGHTS, number=st.integers(0, 1), hours=st.integers(0, 40))
    def require(self, right: str, number: int, hours: int) -> None:
        binds = self.at + timedelta(hours=hours)
        known: dict[str, Any] = {"right": right, "course": self.courses[number], "actor": self.on.manager}
        try:
            with transaction.atomic():
                requirements.require(self.on.program, at=self.at, binds_from=binds, **known)
        except Refused:
            assert (right, number) in self.required
        else:
            self.required[right, number] = binds

    @precondition(lambda self: self.required)
    @rule(data=st.data())
    def waive(self, data: Any) -> None:
        right, number = data.draw(st.sampled_from(sorted(self.required)))
        found = Requirement.objects.get(right=right, course=self.courses[number], ended_at=None)
        requirements.waive(found, actor=self.on.manager, at=self.at)
        del self.required[right, number]

    @rule(number=st.integers(0, 1), days=st.integers(1, 6))
    def certify(self, number: int, days: int) -> None:
        held = certified(self.on.advocate, self.courses[number], at=self.at, days=days)
        self.held[held.pk] = (number, held.expires_at)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def revoke_a_certificate(self, data: Any) -> None:
        pk = data.draw(st.sampled_from(sorted(self.held)))
        certifications.revoke(
            Certification.objects.get(pk=pk), reason="Shared.", actor=self.on.manager, at=self.at
        )  # fmt: skip
        del self.held[pk]

    def suspended(self, right: str) -> bool:
        """Whether the model says that the advocate must sign or learn before this right can be used."""
        unsigned = any(number > self.signed and binds <= self.at for number, binds in self.asked)
        passed = {number for number, ends in self.held.values() if ends > self.at}
        needed = {number for (what, number), binds in self.required.items() if what == right and binds <= self.at}
        return unsigned or not needed <= passed

    @rule(place=PLACES, hours=st.integers(1, 30))
    def keep_quiet(self, place: str, hours: int) -> None:
        until = self.at + timedelta(hours=hours)
        restrictions.restrict(
            self.on.program, kind="quiet", place=self.pages[place], reason="A recall.", starts_at=self.at, ends_at=until,
            actor=self.on.manager, at=self.at,
        )  # fmt: skip
        self.quiet.append((place, until))

    def expected(self, right: str, place: str) -> set[int]:
        """The grants under which the model lets the advocate act."""
        for level, what in self.halts.values():
            if level in ("everything", "program", "person") or (level == "right" and what == right):
                return set()
            if level == "place" and DEPTH[what] <= DEPTH[place]:
                return set()
        quiet = any(DEPTH[where] <= DEPTH[place] and until > self.at for where, until in self.quiet)
        if self.suspended(right) or (quiet and right != "moderate"):
            return set()
        halted = {what for level, what in self.halts.values() if level == "grant"}
        return {pk for pk, model in self.grants.items() if pk not in halted and model.usable(right, place, self.at)}

    @rule(data=st.data(), times=st.integers(1, 4))
    def act(self, data: Any, times: int) -> None:
        """Use a right some times: mostly one that a grant names, so that more is tried than what nobody was given."""
        named = sorted({(model.right, model.place) for model in self.grants.values()})
        every = [(right, place) for right in Right.values for place in DEPTH]
        right, place = data.draw(st.sampled_from(named * 4 + every))
        for _time in range(times):
            self.use(right, place)

    def use(self, right: str, place: str) -> None:
        where, allowed = self.on.place(self.pages[place]), self.expected(right, place)
        try:
            with transaction.atomic():
                used = exercise(self.on.advocate, right, where, at=self.at)
        except NotAllowed:
            assert not allowed
        else:
            assert used.grant_id in allowed
            self.grants[used.grant_id].days.append(self.at.date())

    @invariant()
    def every_answer_is_the_models(self) -> None:
        facts = facts_of(self.on.advocate, self.on.program, at=self.at)
        for right in Right.values:
            for place, page in self.pages.items():
                said = answer(facts, right, self.on.place(page)).allowed
                assert said == bool(self.expected(right, place)), (right, place)

    @invariant()
    def the_rows_are_what_the_model_says(self) -> None:
        rows = {row.pk: row for row in Grant.objects.filter(pk__in=self.grants)}
        for pk, model in self.grants.items():
            assert (rows[pk].state, rows[pk].per_day, rows[pk].in_total) == (model.state, model.per_day, model.in_total)
        assert Exercise.objects.count() == sum(len(model.days) for model in self.grants.values())
        assert Entry.objects.filter(verb="right.exercised").count() == Exercise.objects.count()
        assert not Narrowing.objects.exclude(reason="Less.").exists()

    @invariant()
    def lists_call_suspended_what_the_model_does(self) -> None:
        for row in with_suspension(Grant.objects.filter(pk__in=self.grants), self.at):
            assert row.suspended == self.suspended(row.right)


@pytest.mark.django_db
def test_no_order_of_grants_halts_policies_courses_time_and_acts_lets_more_through_than_the_model() -> None:
    """I1 to I4 and I6 together. Guards: each check of `rights.rule`; with one of them answering yes always, a run fails.

    A failure is told as it was found: to make it smaller, over a database, would take many minutes.
    """
    Rights.on = stage()
    Rights.courses = [course(Rights.on.program, quiz=[("single", SINGLE)]) for _number in range(2)]
    unhurried = settings(
        max_examples=15, stateful_step_count=25, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )  # fmt: skip
    run_state_machine_as_test(Rights, settings=unhurried)
