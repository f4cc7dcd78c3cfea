"""I10 for rewards: thirty-two people and one thing left; and a process that redeems, approves, sends or cancels, killed
by SIGKILL before every one of its statements and at random: nothing is lost, nothing happens twice."""

import multiprocessing
import os
import random
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from advocates.models import Program
from campaigns.actions import budget, catalogue, fulfilment, supply
from campaigns.actions.catalogue import Terms
from campaigns.actions.choosing import Address, Choice
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.actions.rewards import redeem
from campaigns.models import Account, Fulfilment, LedgerEntry, PostalAddress, Redemption, Reward, Transfer, Treasury
from campaigns.queries import balance_of, ledger_faults
from campaigns.queries.eligibility import free_budget
from record.models import Entry
from sitewide.models import Letter
from tests.factories import EnrolmentFactory, ProgramFactory, UserFactory, manager_of
from tests.races.processes import forked_and_killed, on_postgresql, race, times

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY, PRICE, COST, FUNDED, POINTS, STOCK = 32, 50, 1_500, 5_000_000, 1_000_000, 1_000
LAST = COST - PRICE + POINTS + MANY * PRICE
"""What is free when one more can be had: its cost, beside the worth of everybody's points but those it is had for."""
KILLS = times(100)
HOME = Address(name="Ada", street="1 Pan Lane", city="Leeds", country="GB")
STATE, KIND = Fulfilment.State, Transfer.Kind


@dataclass
class Scene:
    program: Program
    manager: User
    member: User
    at: datetime

    def offers(self, kind: str, stock: int = STOCK, **terms: Any) -> Reward:
        about = {"actor": self.manager, "at": self.at}
        given = {"cost": COST} | terms
        reward = catalogue.offer(self.program, Terms(f"A {kind}", PRICE, kind=kind, **given), **about)
        if kind == "goods":
            supply.restock(reward, pieces=stock, **about)
        if kind == "experience":
            starts = self.at + timedelta(days=9)
            supply.add_date(reward, starts_at=starts, where="The forge", places=stock, **about)
        if kind == "code":
            catalogue.stock(reward, codes=[f"C-{number:04}" for number in range(stock)], **about)
        return reward

    def gives(self, member: User, points: int) -> None:
        lines = [(side_of(self.program, Account.Kind.ISSUED), -points), (account_of(self.program, member), points)]
        post(program=self.program, kind="earned", cause=f"gift:{member.pk}", lines=lines, memo="a gift", at=self.at)


@pytest.fixture
def scene() -> Scene:
    program, at = ProgramFactory(), timezone.now()
    manager, member = manager_of(program), UserFactory()
    EnrolmentFactory(program=program, member=member)
    Treasury.objects.create(program=program, currency="gbp", value_of_100=100, approval_above=10_000)
    budget.move(KIND.FUND, program=program, amount=FUNDED, cause="test", memo="paid in", at=at)
    found = Scene(program, manager, member, at)
    found.gives(member, POINTS)
    return found


def choice_of(reward: Reward) -> Choice:
    return Choice(date=reward.dates.values_list("pk", flat=True).first(), address=HOME)


@pytest.mark.parametrize(
    ("kind", "stock", "free", "refused"),
    [
        ("goods", 1, FUNDED, "out_of_stock"), ("experience", 1, FUNDED, "date_gone"),
        ("goods", MANY, LAST, "budget_short"),
    ],
)  # fmt: skip
def test_the_last_one_goes_to_one_of_thirty_two_people(scene, kind, stock, free, refused):
    """Guards: the conditions of `take_one`'s statements, and `must_be_covered` below the budget's lock in `budgeted`."""
    reward = scene.offers(kind, stock)
    if free < FUNDED:
        budget.move(KIND.WITHDRAW, program=scene.program, amount=FUNDED - free, cause="out", memo="", at=scene.at)
    people = [UserFactory() for _number in range(MANY)]
    for person in people:
        scene.gives(person, PRICE)
    choice = choice_of(reward)
    outcomes = race(lambda n: redeem(reward, member=people[n], key="k", at=scene.at, choice=choice).pk, MANY)
    assert Counter(outcome.refused for outcome in outcomes) == {"": 1, refused: MANY - 1}
    assert sum(balance_of(scene.program, person) for person in people) == PRICE * (MANY - 1)
    assert Redemption.objects.count() == PostalAddress.objects.count() + (kind != "goods") == 1
    assert free_budget(scene.program) == free - COST
    assert list(ledger_faults()) == []


class Deadly:
    """Kills its process before the statement of this number, the first being 1."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def presses(scene: Scene, reward: Reward, key: str, choice: Choice) -> None:
    """All that is pressed about one redemption, by the person and by the manager, each as far as it is not done yet.

    Whoever presses again after a death goes through the same: a key that was used gives back what it came to.
    """
    row = redeem(reward, member=scene.member, key=key, at=scene.at, choice=choice).fulfilment
    about = {"actor": scene.manager, "at": scene.at}
    if row.state == STATE.WAITING:
        row = fulfilment.approve(row, **about)
    if reward.kind == "experience":
        if row.state == STATE.APPROVED:
            fulfilment.cancel(row, member=scene.member, at=scene.at)
        return
    if row.state == STATE.APPROVED:
        row = fulfilment.prepare(row, **about)
    if row.state == STATE.PREPARING:
        fulfilment.send(row, carrier="Royal Mail", **about)


def dies(work: Callable[[], None], number: int) -> bool:
    """Whether the work has a statement of this number, before which its process died."""

    def doomed() -> None:
        with connection.execute_wrapper(Deadly(number)):
            work()
        os.kill(os.getpid(), signal.SIGTERM)

    return killed_by(doomed) == -signal.SIGKILL


def killed_by(work: Callable[[], None]) -> int:
    """The exit code of a process of its own."""
    connections.close_all()
    running = multiprocessing.get_context("fork").Process(target=work)
    running.start()
    running.join(60)
    assert running.exitcode is not None
    return running.exitcode


def adds_up(scene: Scene) -> None:
    """Whatever is there is there as a whole: points, pieces and places, budget, addresses, letters, entries."""
    states = Counter(Fulfilment.objects.values_list("state", flat=True))
    made, ended = Redemption.objects.count(), sum(states[state] for state in Fulfilment.ENDED)
    spent = states[STATE.SENT] + states[STATE.DELIVERED]
    kinds = Counter(Transfer.objects.values_list("kind", flat=True))
    assert sum(states.values()) == made == kinds[KIND.REDEEMED] == kinds[KIND.COMMIT]
    assert kinds[KIND.REFUNDED] == kinds[KIND.RELEASE] == ended
    assert kinds[KIND.SPEND] == spent
    assert balance_of(scene.program, scene.member) == POINTS - PRICE * (made - ended)
    assert free_budget(scene.program) == FUNDED - COST * (made - ended)
    on_side = LedgerEntry.objects.filter(account__kind=Account.Kind.SPENT).aggregate(total=Sum("amount"))
    assert (on_side["total"] or 0) == COST * spent
    for reward in Reward.objects.filter(kind__in=("goods", "experience")):
        kept = Redemption.objects.filter(reward=reward).exclude(fulfilment__state__in=Fulfilment.ENDED).count()
        left = reward.stock if reward.kind == "goods" else reward.dates.get().left
        assert left == STOCK - kept, reward.kind
    codes = Reward.objects.filter(kind="code").values_list("codes__redemption", "codes__kept_for")
    assert sum(1 for given, kept in codes if given or kept) == Redemption.objects.filter(reward__kind="code").count()
    assert PostalAddress.objects.count() == Redemption.objects.filter(reward__kind="goods").count()
    verbs = Counter(Entry.objects.filter(verb__startswith="re").values_list("verb", flat=True))
    letters = Counter(Letter.objects.filter(member=scene.member).values_list("about", flat=True))
    assert verbs["reward.redeemed"] == letters["reward_redeemed"] == made
    assert verbs["redemption.approved"] == Fulfilment.objects.exclude(approved_by=None).count()
    assert verbs["redemption.cancelled"] == ended
    assert letters["redemption_changed"] == verbs["redemption.approved"] + verbs["redemption.sent"]
    assert list(ledger_faults()) == []


def test_a_process_killed_before_any_of_its_statements_loses_and_doubles_nothing(scene):
    """Guards: `transaction.atomic` of every act (without that of `redeem` points go and no reward comes), the key below
    the account's lock, and the state in every step. Goods die before each statement, the others before every second."""
    rewards = {kind: scene.offers(kind, fair_value=20_000) for kind in ("goods", "experience", "code")}
    deaths, pressed = Counter[str](), 0
    for kind, every in (("goods", 1), ("experience", 2), ("code", 2)):
        choice, number = choice_of(rewards[kind]), 1
        while True:
            pressed += 1
            work = partial(presses, scene, rewards[kind], f"p{pressed}", choice)
            died = dies(work, number)
            adds_up(scene)
            if not died:
                break
            deaths[kind] += 1
            number += every
            if deaths[kind] % 4 == 0:
                work()
    assert deaths["goods"] > 40, "as many as all these presses have statements"
    assert sum(deaths.values()) > 75
    for number in range(1, pressed + 1):
        kind = "goods" if number <= deaths["goods"] + 1 else "experience"
        if number > deaths["goods"] + deaths["experience"] + 2:
            kind = "code"
        presses(scene, rewards[kind], f"p{number}", choice_of(rewards[kind]))
    adds_up(scene)
    finished = Counter(Fulfilment.objects.values_list("redemption__reward__kind", "state"))
    assert finished == {
        ("goods", STATE.SENT): deaths["goods"] + 1, ("experience", STATE.CANCELLED): deaths["experience"] + 1,
        ("code", STATE.DELIVERED): deaths["code"] + 1,
    }  # fmt: skip


def test_a_process_killed_at_random_loses_and_doubles_nothing(scene):
    """As above, at moments that nobody chose: in the middle of a statement, of a commit, or on the way to either."""
    rewards = [scene.offers(kind, fair_value=20_000) for kind in ("goods", "experience", "code")]
    dice, at_work = random.Random(7), 0
    works = [
        partial(presses, scene, rewards[number % 3], f"r{number}", choice_of(rewards[number % 3]))
        for number in range(KILLS)
    ]
    for work in works:
        at_work += forked_and_killed(work, after=dice.uniform(0.005, 0.12))
        adds_up(scene)
    assert at_work > KILLS / 2, "most die at work, or nothing is tested"
    for work in works:
        work()
    adds_up(scene)
    assert Redemption.objects.count() == len(works)
