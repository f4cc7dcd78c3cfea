"""Where the lines of a chart stand. Templates draw them as SVG, with a table of the same figures beside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 16, 32
MARKS = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across with its figure, or a day below; `at` is its y or x."""

    at: int
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    on: date
    value: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line over time between the figure it began at and the one it should reach. `begun` is the x of the start day."""

    lines: tuple[Mark, ...]
    days: tuple[Mark, ...]
    dots: tuple[Dot, ...]
    baseline: int
    target: int
    begun: int | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{dot.x} {dot.y}" for dot in self.dots) if self.dots else ""


def line_of(
    points: Sequence[tuple[date, int | None]],
    *,
    baseline: int,
    target: int,
    first: date,
    last: date,
    begun: date | None = None,
) -> Drawn:
    """Lay the points out between two days; what is unknown leaves no dot."""  # fmt: skip
    known = [(on, value) for on, value in points if value is not None]
    steps = ticks([baseline, target, *(value for _on, value in known)])
    low, high, span = steps[0], steps[-1], max((last - first).days, 1)

    def across(day: date) -> int:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days // span

    def down(value: int) -> int:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - low) // max(high - low, 1)

    return Drawn(
        lines=tuple(Mark(down(value), f"{value:,}") for value in steps),
        days=tuple(Mark(across(day), date_format(day)) for day in (first, last)),
        dots=tuple(Dot(across(on), down(value), on, value) for on, value in known),
        baseline=down(baseline), target=down(target), begun=across(begun) if begun and first < begun < last else None,
    )  # fmt: skip


def ticks(values: Sequence[int]) -> list[int]:
    """Round figures that hold all of these, four to six of them."""
    low, high = min(*values, 0) if min(values) >= 0 else min(values), max(values)
    step = 1
    while (high - low) / step > MARKS + 1:
        step = _next(step)
    first = low // step * step
    found = [first]
    while found[-1] < high:
        found.append(found[-1] + step)
    return found if len(found) > 1 else [first, first + step]


def _next(step: int) -> int:
    """1, 2, 5, 10, 20, 50 and so on."""
    return step * 5 // 2 if str(step)[0] == "2" else step * 2


@dataclass(frozen=True, slots=True)
class Bar:
    """`width` is of 1,000."""

    kind: str
    label: str
    value: int
    width: int


def bars_of(rows: Sequence[tuple[str, str, int]]) -> list[Bar]:
    """Bars beside each other, the longest as long as there is room; `rows` are (kind, label, figure)."""
    most = max([value for _kind, _label, value in rows] + [1])
    return [Bar(kind, label, value, 1000 * max(value, 0) // most) for kind, label, value in rows]
