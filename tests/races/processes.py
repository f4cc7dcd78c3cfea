"""Many real processes that begin at the same moment, each with its own connection to the database."""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, connections

from sitewide.errors import Refused

PATIENCE = 60
"""Seconds that all processes together may take. Whoever waits longer waits for each other."""


def times(kills: int) -> int:
    """How many processes die at random in a test: `TABARD_KILLS=5` makes it five times as many as in the suite."""
    return kills * int(os.environ.get("TABARD_KILLS", "1"))


on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="a race needs a server")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one process came to: the value, the code of a refusal, or the text of an error that nobody expected."""

    number: int
    value: Any = None
    refused: str = ""
    error: str = ""


def race(work: Callable[[int], Any], count: int) -> list[Outcome]:
    """Run `work(number)` in `count` forked processes at once; fails when they do not all come to an end."""
    assert connection.vendor == "postgresql", "a race is run on a server"
    connections.close_all()
    forked = multiprocessing.get_context("fork")
    start, told = forked.Barrier(count), forked.SimpleQueue()
    runners = [forked.Process(target=_run, args=(work, number, start, told)) for number in range(count)]
    for runner in runners:
        runner.start()
    outcomes = [told.get() for _runner in runners if _ended(runners, told)]
    for runner in runners:
        runner.join(PATIENCE)
    assert len(outcomes) == count, "some process hung or died"
    assert not [outcome.error for outcome in outcomes if outcome.error], outcomes
    return outcomes


def _ended(runners: list[Any], told: Any) -> bool:
    """Whether somebody tells something within the patience; else all are stopped."""
    if told._reader.poll(PATIENCE):
        return True
    for runner in runners:
        runner.kill()
    return False


def _run(work: Callable[[int], Any], number: int, start: Any, told: Any) -> None:
    try:
        connection.ensure_connection()
        start.wait(PATIENCE)
        outcome = Outcome(number, value=work(number))
    except Refused as refusal:
        outcome = Outcome(number, refused=refusal.code)
    except BaseException as error:
        outcome = Outcome(number, error=f"{type(error).__name__}: {error}")
    finally:
        connections.close_all()
    told.put(outcome)


def forked_and_killed(work: Callable[[], Any], *, after: float) -> bool:
    """Run `work` in a process of its own and kill it by SIGKILL after so many seconds; whether it was still at work."""
    connections.close_all()
    runner = multiprocessing.get_context("fork").Process(target=_alone, args=(work,))
    runner.start()
    runner.join(after)
    at_work = runner.is_alive()
    runner.kill()
    runner.join(PATIENCE)
    return at_work


def _alone(work: Callable[[], Any]) -> None:
    connection.ensure_connection()
    work()
    connections.close_all()
