"""A program with money, a reward of every kind, and somebody who can afford them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from campaigns.actions import budget, catalogue, supply
from campaigns.actions.catalogue import Audience, Terms
from campaigns.actions.choosing import Address, Choice
from campaigns.actions.rewards import redeem
from campaigns.models import Account, Fulfilment, Redemption, Reward, RewardDate, Transfer, Treasury
from campaigns.queries import balance_of
from campaigns.queries.eligibility import free_budget
from tests.campaigns.conftest import Cast
from tests.factories import manager_of

HOME = Address(name="Ada Advocate", street="1 Pan Lane", city="Leeds", country="GB", postcode="LS1 1AA")
FUNDED, COST = 100_000, 1_500


@dataclass
class Shop:
    """`colleague` is a second manager. What costs money costs 15.00; above 100.00 it waits for approval."""

    cast: Cast
    colleague: User
    presses: int = field(default=0)

    @property
    def at(self) -> datetime:
        return self.cast.at

    def offers(self, kind: str, stock: int = 3, **terms: Any) -> Reward:
        """A reward for 50 points, and as much of it as `stock` says."""
        given: dict[str, Any] = {"cost": COST, "causes": ("The soup kitchen", "The repair bench")} | terms
        audience = Audience(**{name: given.pop(name) for name in list(given) if name in Audience.__slots__})
        about = {"actor": self.cast.manager, "at": self.at}
        reward = catalogue.offer(
            self.cast.program, Terms(f"A {kind}", 50, kind=kind, audience=audience, **given), **about
        )
        if kind == "goods":
            supply.restock(reward, pieces=stock, **about)
        if kind == "experience":
            self.dated(reward, stock)
        if kind == "code" and stock:
            catalogue.stock(reward, codes=[f"CODE-{number}" for number in range(stock)], **about)
        return reward

    def dated(self, reward: Reward, places: int, days: int = 9) -> RewardDate:
        starts = self.at + timedelta(days=days)
        return supply.add_date(
            reward, starts_at=starts, where="The forge", places=places, actor=self.cast.manager, at=self.at
        )

    def choice(self, reward: Reward) -> Choice:
        date = reward.dates.values_list("pk", flat=True).first()
        return Choice(date=date, cause="The soup kitchen", country="GB", address=HOME)

    def sells(self, reward: Reward, **given: Any) -> Redemption:
        """The advocate redeems it, with what its kind asks."""
        self.presses += 1
        about = {"member": self.cast.advocate, "key": f"press-{self.presses}", "at": self.at}
        return redeem(reward, **about | {"choice": self.choice(reward)} | given)

    def money(self) -> tuple[int, int, int]:
        """Free, committed and spent."""
        program = self.cast.program
        sides = [
            sum(Account.objects.get_or_create(program=program, unit="gbp", kind=kind, holder=None)[0]
                .entries.values_list("amount", flat=True))
            for kind in (Account.Kind.COMMITTED, Account.Kind.SPENT)
        ]  # fmt: skip
        return free_budget(program), sides[0], sides[1]

    def points(self, member: User | None = None) -> int:
        return balance_of(self.cast.program, member or self.cast.advocate)


def state_of(redemption: Redemption) -> str:
    return Fulfilment.objects.get(redemption=redemption).state


@pytest.fixture
def shop(cast: Cast) -> Shop:
    Treasury.objects.create(program=cast.program, currency="gbp", value_of_100=100, approval_above=10_000)
    budget.move(Transfer.Kind.FUND, program=cast.program, amount=FUNDED, cause="test", memo="paid in", at=cast.at)
    cast.earned(1_000)
    return Shop(cast, manager_of(cast.program, name="Cora Colleague"))


@pytest.fixture
def paying(settings: Any) -> None:
    """There is a key with which money can be sent."""
    settings.TABARD_STRIPE_KEY = "sk_test_of_nobody"
