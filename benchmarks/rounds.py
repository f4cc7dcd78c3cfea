"""Measuring in turns: A B C D A B C D, so that whatever else the machine does meets everybody alike."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from benchmarks.contenders import Contender

Act = Callable[[Contender], float]


@dataclass(frozen=True)
class Round:
    """One contender's turn: seconds of CPU by its processes and by its database, seconds each request took."""

    processes: float
    database: float
    requests: list[float]
    afterwards: float = 0.0
    """Seconds of CPU of what works beside the web, its share of the database included."""


@dataclass
class Figures:
    """What all turns of one contender say. Times are in milliseconds."""

    title: str
    rounds: list[Round] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return sum(len(turn.requests) for turn in self.rounds)

    @property
    def cpu(self) -> float:
        """CPU of processes and database for a request: the median of the turns."""
        return statistics.median((turn.processes + turn.database) / len(turn.requests) for turn in self.rounds) * 1000

    @property
    def database(self) -> float:
        return statistics.median(turn.database / len(turn.requests) for turn in self.rounds) * 1000

    @property
    def afterwards(self) -> float:
        return statistics.median(turn.afterwards / len(turn.requests) for turn in self.rounds) * 1000

    def percentile(self, percent: int) -> float:
        times = sorted(seconds for turn in self.rounds for seconds in turn.requests)
        return times[min(len(times) - 1, len(times) * percent // 100)] * 1000


def turn(contender: Contender, act: Act, seconds: float, most: int | None = None, rest: float = 0) -> Round:
    """Let the act happen again and again for so long (and so often at most); it tells the seconds a request took.

    CPU is read after `rest` seconds more.
    """
    contender.meter.read()
    contender.afterwards.read()
    times: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until and (most is None or len(times) < most):
        times.append(act(contender))
    time.sleep(rest)
    return Round(*contender.meter.read(), times, sum(contender.afterwards.read()))


def interleaved(contenders: Sequence[Contender], take: Callable[[Contender], Round], rounds: int) -> dict[str, Figures]:
    """Each in turn, so many times over, after one turn each that is not counted."""
    figures = {contender.name: Figures(contender.plan.title) for contender in contenders}
    for contender in contenders:
        take(contender)
    for _ in range(rounds):
        for contender in contenders:
            figures[contender.name].rounds.append(take(contender))
    return figures
