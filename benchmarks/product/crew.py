"""Many moderators at once, each a process with a connection of its own, who do the same again and again for a while."""

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections

from tools.steps import Trouble

PATIENCE = 120
Act = Callable[[], int | None]
"""Does it once; answers the number of the case, or None where there was none."""


@dataclass(frozen=True)
class Done:
    """What all of them did: cases in the order of each, seconds each took, and when, in seconds since the beginning."""

    cases: list[int]
    took: list[float]
    when: list[float]
    seconds: float

    @property
    def twice(self) -> int:
        return len(self.cases) - len(set(self.cases))

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        times = sorted(self.took) or [0.0]
        return times[min(len(times) - 1, len(times) * percent // 100)] * 1000

    def rate(self, begin: float = 0.0, end: float = 1.0) -> float:
        """A second, within this part of the time."""
        within = sum(1 for moment in self.when if begin * self.seconds <= moment < end * self.seconds)
        return within / (self.seconds * (end - begin))

    def told(self) -> dict[str, Any]:
        return {
            "count": len(self.took), "rate": self.rate(), "p50": self.percentile(50), "p95": self.percentile(95),
            "twice": self.twice, "decay": self.rate(0, 1 / 3) / max(self.rate(2 / 3, 1), 0.01),
        }  # fmt: skip


def together(prepare: Callable[[int], Act], count: int, seconds: float) -> Done:
    """Everybody prepares and does it once, all begin at once, and stop when the time is over.

    The first time is not timed: it composes and prepares what every process of a server has composed long ago.
    """
    connections.close_all()
    forked = multiprocessing.get_context("fork")
    start, told = forked.Barrier(count), forked.SimpleQueue()
    crew = [forked.Process(target=_work, args=(prepare, n, seconds, start, told), daemon=True) for n in range(count)]
    for one in crew:
        one.start()
    done: list[Any] = []
    for _one in crew:
        if not told._reader.poll(seconds + PATIENCE):  # type: ignore[attr-defined]
            raise Trouble("A moderator hangs.")
        done.append(told.get())
    for one in crew:
        one.join(PATIENCE)
    if failed := [said for said in done if isinstance(said, str)]:
        raise Trouble(f"A moderator failed: {failed[0]}")
    cases, took, when = ([item for part in parts for item in part] for parts in zip(*done, strict=True))
    return Done(cases, took, when, seconds)


def _work(prepare: Callable[[int], Act], number: int, seconds: float, start: Any, told: Any) -> None:
    try:
        connection.ensure_connection()
        act = prepare(number)
        first = act()
        start.wait(PATIENCE)
        cases, took, when = _again_and_again(act, seconds)
        told.put((cases if first is None else [first, *cases], took, when))
    except BaseException as error:
        start.abort()
        told.put(f"{type(error).__name__}: {error}")
    finally:
        connections.close_all()


def _again_and_again(act: Act, seconds: float) -> tuple[list[int], list[float], list[float]]:
    cases, took, when = [], [], []
    begun = time.perf_counter()
    now = begun
    while now < begun + seconds:
        case = act()
        then, now = now, time.perf_counter()
        if case is not None:
            cases.append(case)
            took.append(now - then)
            when.append(now - begun)
    return cases, took, when
