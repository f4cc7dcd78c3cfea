"""I9 and I10 where money and points meet: readers of the record beside people, and promises of the same money at once."""

import random
import time
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.actions import adjustments, budget, catalogue
from campaigns.actions.catalogue import Terms
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.actions.payouts import deciding
from campaigns.actions.rewards import redeem
from campaigns.models import Account, Fulfilment, Payout, Transfer, Treasury
from campaigns.queries import ledger_faults
from campaigns.queries.treasury import available
from record.actions import seal
from record.models import Failure
from record.tasks import settle
from tests.factories import EnrolmentFactory, ProgramFactory, UserFactory, manager_of
from tests.races.processes import on_postgresql, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
WRITERS, PEOPLE = 16, 6


class Scene:
    """A program with people who have points. 100 points are worth 1.00."""

    def __init__(self, *, funded: int, points: int) -> None:
        self.program, self.at = ProgramFactory(), timezone.now()
        self.managers = [manager_of(self.program) for _number in range(2)]
        self.people = [UserFactory() for _number in range(PEOPLE)]
        Treasury.objects.create(program=self.program, currency="eur", value_of_100=100, second_person_above=1_000)
        about: dict[str, Any] = {"program": self.program, "memo": "", "at": self.at}
        budget.move(Transfer.Kind.FUND, amount=funded, cause="paid in", **about)
        for person in self.people:
            EnrolmentFactory(program=self.program, member=person)
            lines = [(side_of(self.program, Account.Kind.ISSUED), -points), (account_of(self.program, person), points)]
            post(kind="earned", cause=f"gift:{person.pk}", lines=lines, **about)

    def offers(self, kind: str, *, cost: int, codes: int = 0) -> Any:
        about = {"actor": self.managers[0], "at": self.at}
        reward = catalogue.offer(self.program, Terms(f"A {kind}", 50, kind=kind, cost=cost), **about)
        if codes:
            catalogue.stock(reward, codes=[f"C-{number:04}" for number in range(codes)], **about)
        return reward


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def test_readers_that_move_money_and_whoever_redeems_or_transfers_never_wait_for_each_other(settings):
    """The readers end cash rewards whose payouts failed: points back, budget free. Guard: `batch=1` of `cash_rewards`;
    with a hundred entries in one transaction it keeps one person's points and the budget while it wants another's."""
    settings.TABARD_STRIPE_KEY = "sk_test_nobody_is_called"
    scene = Scene(funded=5_000_000, points=5_000)
    cash, goods = scene.offers("cash", cost=100), scene.offers("code", cost=100, codes=400)
    for number in range(4 * PEOPLE):
        redeem(cash, member=scene.people[number % PEOPLE], key=f"c{number}", at=scene.at)
    settle()
    for payout in Payout.objects.all():
        deciding.withdraw(payout, reason="A race", actor=scene.managers[0], at=scene.at)
    seal(at=timezone.now())
    before = deadlocks()

    def works(number: int) -> int:
        if number >= WRITERS:
            return int(settle())
        dice = random.Random(number)
        for turn in range(8):
            one, other = dice.sample(scene.people, 2)
            if turn % 2:
                redeem(goods, member=one, key=f"r{number}:{turn}", at=scene.at)
            else:
                lines = [(account_of(scene.program, one), -3), (account_of(scene.program, other), 3)]
                cause = f"t{number}:{turn}"
                post(program=scene.program, kind="adjusted", cause=cause, lines=lines, memo="", at=scene.at)
        return 0

    race(works, WRITERS + 2)
    settle()
    time.sleep(0.2)
    assert deadlocks() == before
    assert not Failure.objects.exists()
    states = Counter(Fulfilment.objects.values_list("redemption__reward__kind", "state"))
    assert states == {("cash", "failed"): 4 * PEOPLE, ("code", "delivered"): 4 * WRITERS}
    assert list(ledger_faults()) == []


def test_the_last_free_money_is_promised_once():
    """By managers who give points and by people who redeem what costs more than its points were worth. Guards:
    `lock_budget` in `adjustments._done`, and `must_be_covered` below the lock of the budget in `budgeted`."""
    scene = Scene(funded=PEOPLE * 500 + 100, points=500)
    dear = scene.offers("code", cost=150, codes=WRITERS)
    others = [UserFactory() for _number in range(WRITERS)]
    for other in others:
        account_of(scene.program, other)

    def promises(number: int) -> int:
        if number % 2:
            return redeem(dear, member=scene.people[number % PEOPLE], key=f"k{number}", at=scene.at).pk
        about: dict[str, Any] = {"reason": "At the fair", "key": f"k{number}", "actor": scene.managers[0]}
        return adjustments.adjust(scene.program, member=others[number], points=100, at=scene.at, **about).pk

    outcomes = race(promises, WRITERS)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, "budget_short": WRITERS - 1}
    assert available(scene.program) == 0
    assert list(ledger_faults()) == []
