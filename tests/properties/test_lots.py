"""Lots, holds, refunds, expiry and adjustments against a model of a few lines, in any order, while time goes on."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from campaigns.actions import adjustments, expiry, holds, treasury
from campaigns.actions.budget import move
from campaigns.actions.ledger import account_of, post, refund, side_of
from campaigns.actions.treasury import Reckoning
from campaigns.models import Account, Hold, Lot, Transfer
from campaigns.queries import ledger_faults
from sitewide.errors import Conflict
from tests.factories import ProgramFactory, UserFactory, manager_of

pytestmark = pytest.mark.django_db
BEGUN = datetime(2026, 1, 20, 12, tzinfo=UTC)
TERMS = Reckoning("eur", value_of_100=1, second_person_above=10**6, approval_above=1, expiry_months=2)
POINTS = st.integers(1, 40)


class Undo(Exception):
    """Ends one example: everything it did is rolled back."""


@dataclass
class Heap:
    """A lot of the model."""

    amount: int
    expires: datetime
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.amount


@dataclass
class Model:
    """`lots` stand in the order in which they arrived; `spent` remembers for each spending what came out of which."""

    lots: list[Heap] = field(default_factory=list)
    held: list[tuple[int, datetime]] = field(default_factory=list)
    spent: list[list[list[Any]]] = field(default_factory=list)
    lifetime: int = 0

    @property
    def balance(self) -> int:
        return sum(lot.left for lot in self.lots)

    def arrive(self, points: int, at: datetime) -> None:
        month = at.month + 2
        self.lots.append(Heap(points, datetime(at.year + month // 12, month % 12 + 1, 1, tzinfo=UTC)))

    def take(self, points: int) -> list[list[Any]]:
        drawn = []
        for lot in self.lots:
            part = min(points, lot.left)
            if part:
                lot.left, points = lot.left - part, points - part
                drawn.append([lot, part])
        return drawn

    def give_back(self, drawn: list[list[Any]], points: int, at: datetime) -> None:
        for pair in reversed(drawn):
            lot, part = pair[0], min(points, pair[1])
            if part:
                pair[1], points, lot.left = pair[1] - part, points - part, lot.left + part
                lot.expires = at + timedelta(days=30) if lot.expires <= at else lot.expires


class Lots(RuleBasedStateMachine):
    """One member; every step is at a moment of its own, a second after the last or days later."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.program, self.member = ProgramFactory(time_zone="UTC"), UserFactory()
        self.manager = manager_of(self.program)
        treasury.set_up(self.program, TERMS, actor=self.manager, at=BEGUN)
        move(Transfer.Kind.FUND, program=self.program, amount=10**6, cause="funded", memo="", at=BEGUN)
        self.account = account_of(self.program, self.member)
        self.model, self.now, self.steps = Model(), BEGUN, 0
        self.transfers: list[Transfer] = []

    def teardown(self) -> None:
        assert list(ledger_faults()) == []
        self.example.__exit__(Undo, Undo(), None)

    def cause(self) -> str:
        self.steps += 1
        self.now += timedelta(seconds=1)
        return f"step:{self.steps}"

    def move(self, kind: str, side: str, points: int) -> Transfer:
        lines = [(self.account, points), (side_of(self.program, side), -points)]
        return post(program=self.program, kind=kind, cause=self.cause(), lines=lines, memo="a step", at=self.now)

    @rule(days=st.integers(1, 70))
    def time_goes_on(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(points=POINTS)
    def earns(self, points: int) -> None:
        self.move("earned", "issued", points)
        self.model.arrive(points, self.now)
        self.model.lifetime += points

    @rule(points=POINTS)
    def spends(self, points: int) -> None:
        if points > self.model.balance:
            with pytest.raises(Conflict):
                self.move("redeemed", "redeemed", -points)
        else:
            self.transfers.append(self.move("redeemed", "redeemed", -points))
            self.model.spent.append(self.model.take(points))

    @precondition(lambda self: self.transfers)
    @rule(data=st.data(), points=POINTS)
    def gets_back(self, data: Any, points: int) -> None:
        which = data.draw(st.integers(0, len(self.transfers) - 1), label="which")
        drawn, about = self.model.spent[which], {"cause": self.cause(), "memo": "", "at": self.now}
        if points > sum(part for _lot, part in drawn):
            with pytest.raises(Conflict):
                refund(self.transfers[which], points=points, **about)
        else:
            refund(self.transfers[which], points=points, **about)
            self.model.give_back(drawn, points, self.now)

    @rule(points=POINTS, days=st.integers(0, 20))
    def waits(self, points: int, days: int) -> None:
        cause, until = self.cause(), self.now + timedelta(days=days)
        about = {"member": self.member, "points": points, "memo": "", "at": self.now}
        holds.hold(self.program, cause=cause, until=until, **about)
        self.model.held.append((points, until))

    @rule()
    def is_swept(self) -> None:
        """Beat comes round: what is due is released, what is over expires."""
        self.cause()
        holds.release_due(at=self.now)
        for points, _until in sorted((one for one in self.model.held if one[1] <= self.now), key=lambda one: one[1]):
            self.model.arrive(points, self.now)
            self.model.lifetime += points
        self.model.held = [one for one in self.model.held if one[1] > self.now]
        over = [lot for lot in self.model.lots if lot.expires <= self.now]
        assert expiry.expire_due(at=self.now) == sum(lot.left for lot in over)
        for lot in over:
            lot.left = 0

    @rule(points=POINTS)
    def is_taken_back(self, points: int) -> None:
        about = {"member": self.member, "points": points, "memo": "", "at": self.now}
        taken = holds.take_back(self.program, cause=self.cause(), **about)
        held, rest = [], points
        for one, until in self.model.held:
            part = min(rest, one)
            rest -= part
            held += [(one - part, until)] if one > part else []
        spendable = min(rest, self.model.balance)
        assert taken == points - rest + spendable
        self.model.held = held
        self.model.take(spendable)
        self.model.lifetime -= spendable

    @rule(points=st.integers(-30, 30).filter(bool))
    def is_adjusted(self, points: int) -> None:
        key, about = self.cause(), {"member": self.member, "reason": "By hand", "actor": self.manager}
        if points < -self.model.balance:
            with pytest.raises(Conflict):
                adjustments.adjust(self.program, points=points, key=key, at=self.now, **about)
            return
        adjustments.adjust(self.program, points=points, key=key, at=self.now, **about)
        if points > 0:
            self.model.arrive(points, self.now)
        else:
            self.model.take(-points)

    @invariant()
    def agrees_with_the_model(self) -> None:
        self.account.refresh_from_db()
        rows = Lot.objects.filter(account=self.account).order_by("at", "pk").values_list("left", "expires_at")
        assert list(rows) == [(lot.left, lot.expires) for lot in self.model.lots]
        assert (self.account.balance, self.account.lifetime) == (self.model.balance, self.model.lifetime)
        held = Hold.objects.filter(left__gt=0).order_by("pk").values_list("left", "due_at")
        assert list(held) == self.model.held
        kept = Account.objects.filter(program=self.program, kind="held").values_list("balance", flat=True).first() or 0
        assert kept == sum(points for points, _until in self.model.held)


def test_lots_and_holds_do_what_a_model_of_them_does():
    """Guards: the order of the lots in `ledger_draw`, and `given_back` in `ledger_give_back`; with either out a short run
    of steps is found."""
    quick = settings(
        max_examples=25, stateful_step_count=20, deadline=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Lots, settings=quick)
