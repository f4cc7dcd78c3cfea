"""The table that is printed, and what must hold in it."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.rights import Decisions
from benchmarks.rounds import Figures
from benchmarks.weight import Weight

DECISION = "{:<32}{:>11}{:>9}{:>9}{:>12}{:>12}{:>9}"
LINE = "{:<28}{:>9}{:>10}{:>10}{:>10}{:>10}{:>9}"


@dataclass(frozen=True)
class Must:
    """A figure of ours and what it must not exceed."""

    what: str
    value: float
    limit: float
    unit: str

    @property
    def holds(self) -> bool:
        return self.value <= self.limit

    def __str__(self) -> str:
        mark = "ok  " if self.holds else "MISS"
        return f"  {mark} {self.what}: {self.value:,.3g} {self.unit}, must be at most {self.limit:,g} {self.unit}"


@dataclass
class Report:
    """Prints as results come in, and remembers every must."""

    musts: list[Must] = field(default_factory=list)

    def heading(self, title: str) -> None:
        say(f"\n{title}")

    def figures(self, figures: Mapping[str, Figures], ours: str) -> None:
        """One line a contender; the last column is its CPU against ours."""
        say(LINE.format("", "requests", "CPU ms", "of it db", "p50 ms", "p95 ms", "x ours"))
        own = figures[ours].cpu
        for one in figures.values():
            cells = (one.cpu, one.database, one.percentile(50), one.percentile(95))
            say(LINE.format(one.title, one.requests, *(f"{cell:.2f}" for cell in cells), f"{one.cpu / own:.1f}"))

    def decisions(self, told: Mapping[str, list[Decisions]]) -> None:
        """One line a contender and question; the last column is its time against ours, who come first."""
        say(DECISION.format("", "decisions", "queries", "granted", "p50 us", "p95 us", "x ours"))
        for question, everybody in told.items():
            for one in everybody:
                took = [f"{one.percentile(percent) * 1000:.1f}" for percent in (50, 95)]
                times = one.percentile(50) / everybody[0].percentile(50)
                cells = (one.requests, one.queries, one.granted, *took, f"{times:.1f}")
                say(DECISION.format(f"{question}: {one.title}", *cells))

    def cpu(self, everybody: Sequence[Decisions]) -> None:
        """What one answer takes of the processor; ours first."""
        for one in everybody:
            self.note(f"{one.title}: {one.cpu:.2f} ms of CPU an answer, {one.database:.2f} of it in the database")

    def weights(self, weights: Mapping[str, Weight]) -> None:
        """One line a contender, ours first."""
        say(LINE.format("gzip, KB (1000 bytes)", "html", "css", "js", "files", "total", "x ours"))
        own = next(iter(weights.values())).total
        for title, one in weights.items():
            sizes = [f"{size / 1000:.1f}" for size in (one.html, one.css, one.js)]
            say(LINE.format(title, *sizes, one.files, f"{one.total / 1000:.1f}", f"{one.total / own:.1f}"))

    def require(self, *musts: Must) -> None:
        self.musts.extend(musts)
        for must in musts:
            say(str(must))

    def note(self, text: str) -> None:
        say(f"  {text}")

    def close(self) -> bool:
        """Whether everything that must hold does."""
        missed = [must for must in self.musts if not must.holds]
        say(f"\n{len(self.musts) - len(missed)} of {len(self.musts)} musts hold.")
        for must in missed:
            say(str(must))
        return not missed


def say(*lines: Iterable[str] | str) -> None:
    print(*lines, file=sys.stdout, flush=True)
