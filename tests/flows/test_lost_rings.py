"""The embedded default: a folder is the broker, and it may lose every ring of the bell. The sweep makes it good.

Worker and scheduler are started as `make run` starts them, on a copy of the migrated database in a file; the worker is
killed twice on the way. Guard: beat's entry `settle`; without it nothing that was lost is ever sealed.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.flows.publishing import POINTS

ROOT = Path(__file__).resolve().parents[2]
POSTS = 60
PATIENCE = 60
"""Seconds until everything must be settled; the sweep comes every three, the rest is the start of the processes."""
pytestmark = [
    pytest.mark.flow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.embedded,
]


@pytest.fixture
def var(tmp_path: Path, transactional_db: None) -> Path:
    """A folder for everything the processes keep, with a migrated database in it."""
    connection.ensure_connection()
    with closing(sqlite3.connect(tmp_path / "tabard.sqlite3")) as copy:
        connection.connection.backup(copy)
    return tmp_path


def environment(var: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    path = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    return {**kept, "TABARD_VAR": str(var), "DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": path}


def done(var: Path, *command: str) -> str:
    ran = subprocess.run(
        [sys.executable, *command], env=environment(var), cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE * 2
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@contextmanager
def celery(var: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    with (var / f"{command[0]}.log").open("ab") as log:
        running = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "config.celery", *command],
            env=environment(var), cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            yield running
        finally:
            running.kill()
            running.wait(10)


def worker(var: Path) -> Any:
    return celery(var, "worker", "--pool=solo", "--loglevel=WARNING", "--without-gossip", "--without-mingle")


def one(var: Path, question: str) -> Any:
    with closing(sqlite3.connect(var / "tabard.sqlite3", timeout=20)) as database:
        return database.execute(question).fetchone()[0]


def wait(var: Path, question: str, holds: Callable[[int], bool], seconds: float) -> float:
    """How long it took until the answer was right; fails when it never was."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if holds(one(var, question)):
            return time.monotonic() - began
        time.sleep(0.05)
    raise AssertionError(f"{question}: {one(var, question)} after {seconds} s")


def test_rings_that_the_transport_lost_are_made_good_by_the_sweep(var):
    done(var, "-m", "tests.flows.publishing", str(POSTS))
    lost = list((var / "broker" / "queue").iterdir())
    for ring in lost:
        ring.unlink()
    assert len(lost) > POSTS, "every commit had rung"
    assert one(var, "SELECT COUNT(*) FROM record_seal") == 0
    dice = random.Random(5)
    with celery(var, "beat", "--schedule", str(var / "beat"), "--pidfile", ""):
        for _kill in range(2):
            sealed = one(var, "SELECT COUNT(*) FROM record_seal")
            with worker(var) as doomed:
                wait(var, "SELECT COUNT(*) FROM record_seal", lambda count, before=sealed: count > before, PATIENCE)
                time.sleep(dice.random() * 0.1)
                doomed.send_signal(signal.SIGKILL)
                doomed.wait(10)
            done(var, "-m", "tests.flows.publishing", "5")
        with worker(var):
            wait(var, "SELECT COUNT(*) FROM record_pending", lambda count: count == 0, PATIENCE)
            wait(var, "SELECT COUNT(*) FROM campaigns_contribution", lambda count: count == POSTS + 10, PATIENCE)
            wait(var, "SELECT COUNT(*) FROM record_pending", lambda count: count == 0, PATIENCE)
    assert one(var, "SELECT SUM(balance) FROM campaigns_account") == POINTS * (POSTS + 10)
    assert one(var, "SELECT COUNT(*) FROM record_failure") == 0
    assert "entries hold" in done(var, "manage.py", "verify_record")
    assert "ledger entries hold" in done(var, "manage.py", "verify_ledger")
