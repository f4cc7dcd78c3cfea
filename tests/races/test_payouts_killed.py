"""I10 for pay: whoever sends is killed at every step and at random, and each payout is one transfer in the end.

Forked processes die by SIGKILL between any two statements, before and after every commit and around the call, while the
server that stands in for Stripe loses replies, is away and saves errors. It counts by itself what moved: our own books
could look perfect while somebody was paid twice.

Guards: the key is stored before the call (`sending.take`), what is in doubt is looked up before it is tried again
(`look_up`), and tried again only under the same key. With a key of its own for each attempt, some are paid twice here.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing import get_context
from typing import Any

import pytest
from django.db import connection

from campaigns import stripe_gateway
from campaigns.models import Payout
from campaigns.queries import ledger_faults
from record.models import Failure
from record.tasks import settle
from tests.campaigns.payouts.conftest import PRICE, Desk, made_desk
from tests.fakes.stripe import Fake
from tests.fakes.stripe import stripe as stripe_fake
from tests.races.processes import forked_and_killed, on_postgresql, times

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
stripe = stripe_fake
KILLS = times(200)
MOST_STEPS = 400
State = Payout.State


class Doom:
    """Kills the process that it is in at the moment of this number; moments are counted from 1."""

    def __init__(self, moment: int) -> None:
        self.left = moment

    def tick(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def doomed(*args: Any, **kwargs: Any) -> Any:
            self.tick()
            told = act(*args, **kwargs)
            self.tick()
            return told

        return doomed

    def statement(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.tick()
        return execute(*given)


@pytest.fixture
def desk(stripe: Fake) -> Iterator[Desk]:
    made = made_desk(stripe)
    made.account()
    yield made
    assert list(ledger_faults()) == []
    assert not Failure.objects.exists()


def works(desk: Desk) -> None:
    """What a worker does: seal, consume, send."""
    settle()
    desk.pay()


def dies(desk: Desk, moment: int) -> None:
    """Who sends, until the moment."""
    doom = Doom(moment)
    stripe_gateway.send = doom.around(stripe_gateway.send)
    connection._commit = doom.around(connection._commit)
    with connection.execute_wrapper(doom.statement):
        desk.pay()
    connection.close()


def goes_on_for_ever(desk: Desk) -> None:
    while True:
        works(desk)


def comes_to_an_end(desk: Desk) -> None:
    """Time goes by, and somebody works whom nobody kills."""
    desk.stripe.trouble = 0.0
    for _round in range(200):
        works(desk)
        if not Payout.objects.filter(state__in=Payout.OPEN).exists():
            return
        desk.wait(minutes=7)


def each_is_one_transfer(desk: Desk) -> None:
    assert Payout.objects.exclude(state=State.SENT).count() == 0
    wanted = {payout.group: PRICE for payout in Payout.objects.all()}
    counted = Counter(row["transfer_group"] for row in desk.stripe.books.transfers)
    assert counted == dict.fromkeys(wanted, 1)
    assert Payout.objects.count() == desk.made
    assert (desk.holds("paid"), desk.holds("owed"), desk.holds("committed")) == (PRICE * desk.made, 0, 0)


def test_killed_at_every_step_of_one_payout_it_is_paid_once(desk: Desk):
    moment, survived = 0, False
    while not survived:
        moment += 1
        assert moment < MOST_STEPS
        desk.payout()
        survived = not _killed(partial(dies, desk, moment))
        comes_to_an_end(desk)
    assert moment > 20, "the steps of taking, calling and settling"
    each_is_one_transfer(desk)


def seconds_of_one(desk: Desk) -> float:
    """How long this machine takes for a payout now, from what is due to its outcome: the longest of three."""
    took = []
    for _time in range(3):
        desk.due()
        begun = time.monotonic()
        works(desk)
        took.append(time.monotonic() - begun)
    return max(took)


def _killed(work: Callable[[], None]) -> bool:
    """Whether the process killed itself before it came to its end."""
    connection.close()
    runner = get_context("fork").Process(target=work)
    runner.start()
    runner.join(30)
    assert runner.exitcode in (0, -signal.SIGKILL), runner.exitcode
    return runner.exitcode != 0


def test_killed_two_hundred_times_at_random_nothing_is_lost_or_paid_twice(desk: Desk):
    dice, between, longest = random.Random(3), 0, 1.5 * seconds_of_one(desk)
    desk.stripe.trouble = 0.35
    for number in range(KILLS):
        if number % 2 == 0:
            desk.due()
        assert forked_and_killed(partial(goes_on_for_ever, desk), after=0.02 + dice.random() * longest)
        between += Payout.objects.filter(state=State.SENDING).exists()
        desk.wait(minutes=4)
    assert between >= 5, "some must die between the call and its outcome, or nothing is tested"
    comes_to_an_end(desk)
    each_is_one_transfer(desk)
