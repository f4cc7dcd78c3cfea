"""I7 with the database and the moderators' processes killed at any step: no case is lost, none is decided twice.

A PostgreSQL of our own is stopped at once, again and again, as when its machine loses power, while four processes claim
and decide; they die by SIGKILL, too. Nobody cleans up after them. In the end one moderator comes an hour later, when
the claims of the dead have lapsed, and finds exactly what was not decided.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.races.processes import on_postgresql
from tools import backing
from tools.processes import Family

pytestmark = [pytest.mark.race, on_postgresql]
ROOT = Path(__file__).resolve().parents[2]
CASES, MODERATORS, CRASHES, DEATHS = 120, 4, 5, 6
SAFE = "-c synchronous_commit=on"
"""What was confirmed is written: a server of the suite may otherwise forget the last moments when it is killed."""
SET_UP = f"""
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.moderation.stage import staged
stage = staged()
for _number in range({MODERATORS - 1}):
    stage.moderator_of(per_day=1000)
for _number in range({CASES}):
    stage.case(urgency=_number % 5)
"""
COUNT = """
import django; django.setup()
import json
from advocates.models import Exercise
from moderation.models import Case, Decision
from record.models import Entry
from record.queries import verify
from record.tasks import settle
settle()
decided = list(Decision.objects.values_list("case", flat=True))
print(json.dumps({
    "open": Case.objects.filter(state="open").count(), "cases": Case.objects.count(), "decided": decided,
    "exercises": Exercise.objects.filter(right="moderate").count(), "fault": str(verify().fault or ""),
    "told": Entry.objects.filter(verb="decision.made").count(),
}))
"""


class Server:
    """A PostgreSQL that can be stopped as if its machine had lost power, and started again on what it had written."""

    def __init__(self, family: Family, folder: Path) -> None:
        self.family = family
        self.address = backing.start_postgresql(family, folder / "pg", "tabard")
        self.command = Path(f"/proc/{self.child.process.pid}/cmdline").read_bytes().decode().split("\0")[:-1]

    @property
    def child(self):
        return self.family.children[-1]

    def crash(self) -> None:
        self.child.process.send_signal(signal.SIGQUIT)
        self.child.process.wait(30)
        self.family.children.remove(self.child)
        user = backing.pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.family.start("postgresql", self.command, cwd="/", user=user, stop_signal=signal.SIGINT)
        self.family.wait_until(self.answers, seconds=60, what="PostgreSQL after the crash")

    def answers(self) -> bool:
        try:
            with psycopg.connect(self.address):
                return True
        except psycopg.OperationalError:
            return False


@pytest.fixture
def server(tmp_path_factory) -> Iterator[Server]:
    with Family(tmp_path_factory.mktemp("logs")) as family, backing_folder() as folder:
        own = Server(family, folder)
        said(own, "-c", SET_UP)
        yield own


@contextmanager
def backing_folder() -> Iterator[Path]:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="tabard-crash-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


def environment(server: Server) -> dict[str, str]:
    path = os.pathsep.join([str(ROOT), str(ROOT / "site")])
    known = {"DATABASE_URL": server.address, "PGOPTIONS": SAFE, "PYTHONPATH": path}
    return {**os.environ, **known, "DJANGO_SETTINGS_MODULE": "config.settings.test"}


def said(server: Server, *arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(server), capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def moderator(server: Server, seat: int, log: Path, *later: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.races.deciding", str(seat), str(log), *later]
    return subprocess.Popen(command, cwd=ROOT, env=environment(server))


def lines(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def test_the_database_and_the_moderators_die_at_any_step_and_no_case_is_lost_or_decided_twice(server, tmp_path):
    """Guards: claim, decision, exercise, record and the state of the case are one transaction (`transaction.atomic` of
    `decide`: without it a crash leaves a decision on a case that is open); `one_final_decision_per_case`; and
    `in_nobodys_hands`, by which a claim of the dead lapses (without its second half those cases are lost)."""
    log, dice = tmp_path / "decided.txt", random.Random(5)
    seats = {seat: moderator(server, seat, log) for seat in range(MODERATORS)}
    wait_for(log, 5)
    blows = ["database"] * CRASHES + ["moderator"] * DEATHS
    dice.shuffle(blows)
    try:
        for blow in blows:
            time.sleep(dice.random() * 0.6)
            if blow == "database":
                server.crash()
                continue
            seat = dice.randrange(MODERATORS)
            seats[seat].kill()
            seats[seat].wait(30)
            seats[seat] = moderator(server, seat, log)
        for one in seats.values():
            one.wait(300)
    finally:
        for one in seats.values():
            one.kill()
    assert moderator(server, 0, log, "60").wait(300) == 0
    assert_all_is_well(json.loads(said(server, "-c", COUNT)), lines(log))


def wait_for(log: Path, count: int) -> None:
    deadline = time.monotonic() + 120
    while len(lines(log)) < count:
        assert time.monotonic() < deadline, "nobody decides anything"
        time.sleep(0.05)


def assert_all_is_well(found: dict, confirmed: list[int]) -> None:
    assert found["cases"] == CASES
    assert found["open"] == 0, "lost"
    assert len(found["decided"]) == len(set(found["decided"])) == CASES, "decided twice"
    assert found["exercises"] == found["told"] == CASES, "an exercise and an entry for each decision, and no other"
    assert found["fault"] == ""
    assert len(confirmed) == len(set(confirmed)), "two were told that they had decided"
    assert set(confirmed) <= set(found["decided"]), "confirmed and forgotten"
