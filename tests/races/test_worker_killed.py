"""I10: the worker is killed at any moment, and nothing is lost or happens twice.

Real Celery workers on a real broker and PostgreSQL die by SIGKILL while another process publishes, hides and redeems.
Nobody cleans up after them. The last worker is started as in production and brings everything to its end.

Guards: the entry is a row of the act's transaction (`record.actions.write`), what waits for its seal is a row, a seal
and the row it replaces are committed together, and a consumer's work is committed with its cursor. With the cursor
saved in a transaction of its own before the handlers run, credits are lost here.
"""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from accounts.models import User
from advocates.models import Program
from campaigns.actions import earning
from campaigns.actions.catalogue import Terms, offer, stock
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.actions.rewards import redeem
from campaigns.models import Account, Contribution, Redemption, Reward
from campaigns.queries import balance_of, ledger_faults
from cms.actions import messages
from cms.models import BrandPage, Message
from config.celery import app
from record.consumers import REGISTERED
from record.models import Cursor, Entry, Failure, Pending, Seal
from record.queries import verify
from sitewide.errors import Conflict
from sitewide.jobs import ring
from sitewide.models import Letter
from tests.factories import BrandPageFactory, EnrolmentFactory, GrantFactory, ProgramFactory, UserFactory, manager_of
from tests.races.processes import on_postgresql

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
ROOT = Path(__file__).resolve().parents[2]
KILLS = 30
POSTS = 240
PRICE, GIFT = 60, 600
forked = multiprocessing.get_context("fork")
WORKER = ["worker", "--pool=solo", "--loglevel=WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]
LOADED = ["celery.apps.worker", "celery.concurrency.solo", "celery.worker.autoscale", "celery.worker.consumer"]
"""What a worker imports when it starts: loaded before the forks, so that they work at once."""


@contextmanager
def process(work: Callable[..., None], *given: Any) -> Iterator[Any]:
    """A forked process without a connection of ours; it is gone at the end, whatever happened."""
    connections.close_all()
    running = forked.Process(target=work, args=given, daemon=True)
    running.start()
    try:
        yield running
    finally:
        running.kill()
        running.join(10)


def works(number: int) -> None:
    """A real Celery worker that takes what the broker has until it is killed."""
    quiet = {"without_gossip": True, "without_mingle": True, "without_heartbeat": True, "loglevel": "CRITICAL"}
    app.Worker(pool="solo", hostname=f"doomed{number}@here", **quiet).start()


def rings(stop: Any) -> None:
    """What beat does: offer the sweep again and again."""
    while not stop.wait(0.2):
        ring("record.tasks.settle")
        ring("sitewide.tasks.deliver_due")


def publishes(page: BrandPage, author: User, manager: User, reward: Reward) -> None:
    """Posts one after the other; hides every tenth, restores every twentieth, and redeems as often as points allow."""
    for number in range(POSTS):
        at = timezone.now()
        said = messages.post(page, author=author, title=f"Post {number}", body="<p>Good.</p>", at=at, key=f"p{number}")
        if number % 10 == 0:
            messages.hide(said, actor=manager, at=at)
        if number % 20 == 0:
            messages.restore(said, actor=manager, at=at)
        if number % 8 == 0:
            try:
                redeem(reward, member=author, key=f"r{number}", at=at)
            except Conflict:
                pass
        time.sleep(0.05)


@pytest.fixture
def scene() -> tuple[Program, BrandPage, User, User, Reward]:
    program = ProgramFactory()
    page, author, manager = BrandPageFactory(parent=program.root_page), UserFactory(), manager_of(program)
    EnrolmentFactory(program=program, member=author)
    GrantFactory(program=program, advocate=author, right="post", scope=page, per_day=POSTS)
    at = timezone.now()
    earning.set_rule(program, what="post", points=20, per_day=None, active=True, actor=manager, at=at)
    reward = offer(program, Terms("A whisk", PRICE), actor=manager, at=at)
    stock(reward, codes=[f"CODE-{number:04}" for number in range(POSTS)], actor=manager, at=at)
    lines = [(side_of(program, Account.Kind.ISSUED), -GIFT), (account_of(program, author), GIFT)]
    post(program=program, kind="earned", cause="a gift", lines=lines, memo="a gift", at=at)
    for module in LOADED:
        import_module(module)
    app.loader.import_default_modules()
    app.control.purge()
    return program, page, author, manager, reward


def test_a_worker_killed_thirty_times_loses_and_doubles_nothing(scene, tmp_path):
    program, page, author, manager, reward = scene
    dice, stop, at_work = random.Random(11), forked.Event(), 0
    with process(rings, stop), process(publishes, page, author, manager, reward) as publisher:
        for number in range(KILLS):
            at_work += killed_at_work(number, dice)
        publisher.join(120)
        assert publisher.exitcode == 0, "the publisher, whom nobody killed, came to its end"
        with last_worker(tmp_path):
            assert settled_within(180), "the last worker did not come to an end"
        stop.set()
    assert at_work >= KILLS // 2, "most workers must die while they work, or nothing is tested"
    everything_happened_once(program, author)


def credited() -> int:
    return Contribution.objects.count()


def sealed() -> int:
    return Seal.objects.count()


def read() -> int:
    """How far the consumer that pays has come."""
    return Cursor.objects.filter(name="contributions").values_list("position", flat=True).first() or 0


SIGNS = (sealed, credited, read)
"""What a worker is seen to do before it dies; each in turn, so that all of its work is hit."""


def killed_at_work(number: int, dice: random.Random) -> bool:
    """Start a worker, let it come to work, kill it at a random moment; whether it had been seen to work before."""
    sign = SIGNS[number % len(SIGNS)]
    before = sign()
    with process(works, number) as worker:
        deadline = time.monotonic() + 8
        while time.monotonic() < deadline and sign() == before:
            time.sleep(0.005)
        time.sleep(dice.random() ** 2 * 0.15)
        os.kill(worker.pid, signal.SIGKILL)
        worker.join(10)
        assert worker.exitcode == -signal.SIGKILL
        return sign() > before


@contextmanager
def last_worker(folder: Path) -> Iterator[None]:
    """A worker in a process of its own, started as in production; it sees this test's database."""
    address = settings.DATABASES["default"]
    url = f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{address['NAME']}"
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    command = [sys.executable, "-m", "celery", "-A", "config.celery", *WORKER, "--hostname=last@%h"]
    with (folder / "worker.log").open("w") as log:
        running = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
        try:
            yield
        finally:
            running.kill()
            running.wait(10)


def settled_within(seconds: int) -> bool:
    """Whether nothing waits for its seal, every reader has read to the end, and every letter is sent, in this time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        head = Seal.objects.count()
        read = Cursor.objects.filter(name__in=REGISTERED, position=head).count() == len(REGISTERED)
        if read and not Pending.objects.exists() and not Letter.objects.filter(sent_at=None).exists():
            return True
        time.sleep(0.2)
    return False


def everything_happened_once(program: Program, author: User) -> None:
    verified = verify()
    assert verified.fault is None
    assert verified.entries == Entry.objects.count() == Seal.objects.count()
    assert not Failure.objects.exists()
    posts = Message.objects.filter(author=author)
    shown = set(posts.filter(state=Message.State.PUBLISHED).values_list("pk", flat=True))
    paid = Contribution.objects.filter(member=author, state=Contribution.State.CREDITED)
    assert posts.count() == POSTS
    assert sorted(paid.values_list("subject_id", flat=True)) == sorted(shown)
    redemptions = Redemption.objects.filter(member=author)
    kept = Contribution.objects.exclude(state="credited").values_list("standing", flat=True)
    assert balance_of(program, author) == GIFT + 20 * len(shown) + sum(kept) - PRICE * redemptions.count()
    assert redemptions.count() > 0
    assert Letter.objects.filter(about="reward_redeemed").count() == redemptions.count()
    assert list(ledger_faults()) == []
    assert connection.vendor == "postgresql"
