"""Posts for later under race and kill: real processes, each with its own connection, on PostgreSQL."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from advocates.actions import grants, halts
from advocates.models import Exercise
from advocates.rights import UNTOLD
from cms.actions import scheduling
from cms.models import BrandPage, Message, Scheduled
from record.models import Entry
from sitewide.errors import Refused
from tests.races.processes import on_postgresql, race
from tests.stage import Stage, stage

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
forked = multiprocessing.get_context("fork")
MANY, POSTS, KILLS = 8, 60, 12


@pytest.fixture
def on() -> Stage:
    on = stage()
    on.grant(right="post", per_day=500)
    return on


def planned(on: Stage, count: int) -> None:
    """So many posts of the advocate, due since a minute."""
    page, ago = BrandPage.objects.get(pk=on.kitchen.pk), timezone.now() - timedelta(minutes=1)
    rows = [
        Scheduled(
            program=on.program, page=page, author=on.advocate, title=f"Post {number}", body=f"<p>Number {number}.</p>",
            due_at=ago, made_at=ago, known=UNTOLD.known,
        )
        for number in range(count)
    ]  # fmt: skip
    Scheduled.objects.bulk_create(rows)


def test_many_sweeps_at_once_say_every_post_once(on: Stage) -> None:
    """Guard: the row lock in `send`. Without it several sweeps say the same post."""
    planned(on, 20)
    race(lambda _number: scheduling.send_due(at=timezone.now()), MANY)
    scheduling.send_due(at=timezone.now())
    assert Counter(Scheduled.objects.values_list("state", flat=True)) == {"sent": 20}
    assert Message.objects.count() == Exercise.objects.count() == 20
    assert Entry.objects.filter(verb="post.sent").count() == 20


@pytest.mark.parametrize("how", ["revoke", "halt"])
def test_after_a_revocation_or_halt_has_returned_nothing_scheduled_is_said(on: Stage, how: str) -> None:
    """I3. Guard: `exercise` at the moment of sending. What is said was said before the stop returned."""
    planned(on, 40)
    [grant] = on.advocate.grants.all()

    def work(number: int) -> float:
        if number:
            return float(scheduling.send_due(at=timezone.now()))
        time.sleep(0.15)
        if how == "revoke":
            grants.revoke(grant, reason="Enough.", actor=on.manager, at=timezone.now())
        else:
            halts.halt(on.program, level="program", actor=on.manager, at=timezone.now())
        return time.time()

    outcomes = race(work, 4)
    stopped = next(outcome.value for outcome in outcomes if outcome.number == 0)
    late = [one for one in Message.objects.all() if one.written_at.timestamp() > stopped + 0.5]
    states = Counter(Scheduled.objects.values_list("state", flat=True))
    assert not late
    assert states["sent"] == Message.objects.count() == Exercise.objects.count()
    assert states["sent"] + states["held"] == 40, "nothing is dropped"
    before = Message.objects.count()
    planned(on, 3)
    scheduling.send_due(at=timezone.now())
    assert Message.objects.count() == before
    assert Scheduled.objects.filter(state="held", owner=None).count() == 0


def test_a_post_is_either_cancelled_or_said(on: Stage) -> None:
    """Guard: the lock of the row in `cancel` and `send`. Without it a cancelled post is said."""
    for _round in range(5):
        planned(on, 1)
        post = Scheduled.objects.latest("pk")

        def work(number: int, post: Scheduled = post) -> str:
            if number % 2:
                return str(scheduling.send(post.pk, at=timezone.now()))
            return str(scheduling.cancel(post, actor=on.advocate, at=timezone.now()).state)

        outcomes = race(work, 4)
        post.refresh_from_db()
        cancelled = any(outcome.value == "cancelled" for outcome in outcomes)
        assert cancelled == (post.state == "cancelled")
        assert cancelled == (post.message_id is None)
    assert Message.objects.count() == Scheduled.objects.filter(state="sent").count()


def sweeps() -> None:
    """A worker that sends what is due until it is killed."""
    while True:
        scheduling.send_due(at=timezone.now())
        time.sleep(0.01)


def test_a_worker_killed_at_any_moment_loses_and_doubles_nothing(on: Stage) -> None:
    """Guard: message, exercise, record and state are one transaction. With the state saved in one of its own, before
    the message, a kill in between loses the post; after it, a kill says it twice."""
    planned(on, POSTS)
    dice = random.Random(7)
    for _kill in range(KILLS):
        connections.close_all()
        worker = forked.Process(target=sweeps, daemon=True)
        worker.start()
        time.sleep(0.08 + dice.random() * 0.15)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(10)
        assert worker.exitcode == -signal.SIGKILL
    begun = Message.objects.count()
    assert begun > 0, "the workers came to work"
    time.sleep(0.5)
    scheduling.send_due(at=timezone.now())
    assert Counter(Scheduled.objects.values_list("state", flat=True)) == {"sent": POSTS}
    titles = Counter(Message.objects.values_list("title", flat=True))
    assert titles == {f"Post {number}": 1 for number in range(POSTS)}
    assert Exercise.objects.count() == POSTS
    with pytest.raises(Refused):
        scheduling.cancel(Scheduled.objects.latest("pk"), actor=on.advocate, at=timezone.now())
