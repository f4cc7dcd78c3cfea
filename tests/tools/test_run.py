"""`make run` itself, from an empty folder, with real processes: starts, refusals, Ctrl-C, a killed child."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import ports

ROOT = Path(__file__).resolve().parents[2]
FIRST, SECOND = 240, 150
"""Seconds that a start may take while everything else runs beside it."""


class Running:
    """One `make run` as a person has it in a terminal."""

    def __init__(self, var: Path, port: int) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TABARD_", "DJANGO_"))}
        self.env = kept | {"TABARD_VAR": str(var), "PORT": str(port)}
        self.port = port
        self.output = var.parent / f"output-{port}.txt"
        with self.output.open("w") as out:
            command = [sys.executable, "-m", "tools.run"]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=out, stderr=out, start_new_session=True
            )

    def told(self, text: str, seconds: float) -> str:
        """What it printed, once `text` is in it."""
        deadline = time.monotonic() + seconds
        while text not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.1)
        return self.output.read_text()

    def children(self) -> dict[str, int]:
        """Process ids by the name of their program."""
        listed = subprocess.check_output(["ps", "-ww", "-eo", "pid=,ppid=,args="], text=True).splitlines()
        rows = [line.split(None, 2) for line in listed]
        mine = {int(pid): args for pid, parent, args in rows if int(parent) == self.process.pid}
        words = {"web": "granian", "worker": " worker ", "scheduler": " beat "}
        return {name: pid for name, word in words.items() for pid, args in mine.items() if word in args}

    def stop(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def refused(self) -> str:
        """What it printed when it ended by itself with exit code 1."""
        assert self.process.wait(timeout=60) == 1
        return self.output.read_text()


def alive(pid: int) -> bool:
    done = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return done.returncode == 0 and not done.stdout.strip().startswith("Z")


def page(port: int, path: str) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        return str(answer.read().decode())


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run") / "var"


@pytest.fixture(scope="module")
def first(var: Path) -> Iterator[Running]:
    running = Running(var, ports.free())
    running.told("Ctrl-C stops it", FIRST)
    yield running
    if running.process.poll() is None:
        running.stop(signal.SIGKILL)


def test_the_first_start_shows_its_steps_and_where_to_go(first: Running) -> None:
    told = first.output.read_text()
    assert f"Tabard is ready: http://127.0.0.1:{first.port}" in told
    for title in (
        "Preparing the database",
        "Loading the demo program",
        "Collecting static files",
        "Starting web, worker and scheduler",
    ):
        assert re.search(rf"ok +{title}.*\d+\.\d s", told), told
    for person in ("manager", "reviewer", "advocate", "moderator", "applicant", "member"):
        assert f"{person}@demo.example" in told
    assert set(first.children()) == {"web", "worker", "scheduler"}


def test_pages_and_their_static_files_answer(first: Running) -> None:
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', page(first.port, "/"))
    assert sheets
    assert "{" in page(first.port, sheets[0])


def test_a_second_start_on_the_same_data_is_refused(first: Running, var: Path) -> None:
    assert "already running" in Running(var, ports.free()).refused()


def test_a_taken_port_is_one_sentence(first: Running, var: Path) -> None:
    told = Running(var, first.port).refused().strip()
    assert told == (
        f"Port {first.port} on 127.0.0.1 is taken by another program; choose one that is free: make run PORT={first.port + 1}"
    )


def test_control_c_stops_all_of_it(first: Running) -> None:
    children = first.children()
    assert len(children) == 3
    assert first.stop(signal.SIGINT) == 0
    assert [name for name, pid in children.items() if alive(pid)] == []
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", first.port)) != 0


def test_a_second_start_prepares_nothing_again_and_a_killed_worker_takes_the_rest_down(
    first: Running, var: Path
) -> None:
    """Comes after the test above: the same data, prepared already."""
    again = Running(var, ports.free())
    told = again.told("Ctrl-C stops it", SECOND)
    for title in ("migrations applied", "Loading the demo program", "Collecting static files"):
        assert title not in told
    assert "manager@demo.example" in told
    children = again.children()
    os.kill(children["worker"], signal.SIGKILL)
    assert "The worker process ended by itself (signal SIGKILL)" in again.refused()
    assert [name for name, pid in children.items() if alive(pid)] == []
