"""Several figures that grow over the same days, drawn as steps; the table beside holds every one of them."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.formats import date_format

from campaigns.drawing import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Mark, ticks

MOST_TIMES = 20
"""A target is drawn where it is at most so many times what was reached: else everything else would lie on the ground."""


@dataclass(frozen=True, slots=True)
class Series:
    """A figure on each of the days; `kind` gives the line its look."""

    kind: str
    label: str
    values: tuple[int, ...]

    @property
    def last(self) -> int:
        return self.values[-1]


@dataclass(frozen=True, slots=True)
class Course:
    """What grew over the days, and up to where it may or should."""

    days: tuple[date, ...]
    series: tuple[Series, ...]
    target: int
    target_label: str

    @property
    def rows(self) -> list[tuple[date, tuple[int, ...]]]:
        """Day by day, for a table."""
        return list(zip(self.days, zip(*(one.values for one in self.series), strict=True), strict=True))


@dataclass(frozen=True, slots=True)
class Curve:
    kind: str
    path: str
    end: Mark


@dataclass(frozen=True, slots=True)
class Curves:
    """The lines of a course; `target` is its y, or none where it is too far above."""

    course: Course
    lines: tuple[Mark, ...]
    days: tuple[Mark, ...]
    curves: tuple[Curve, ...]
    target: int | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT


def curves_of(course: Course) -> Curves:
    """Lay a course out. What grows does so at once on its day, so each line goes in steps."""
    reached = max(one.last for one in course.series)
    near = course.target <= MOST_TIMES * max(reached, 1)
    steps = ticks([0, reached, course.target if near else 0])
    first, span = course.days[0], max((course.days[-1] - course.days[0]).days, 1)

    def across(day: date) -> int:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days // span

    def down(value: int) -> int:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value // max(steps[-1], 1)

    def curve(one: Series) -> Curve:
        dots = [(across(day), down(value)) for day, value in zip(course.days, one.values, strict=True)]
        turns = "".join(f"H{x}V{y}" for (_x, _y), (x, y) in pairwise(dots))
        return Curve(one.kind, f"M{dots[0][0]} {dots[0][1]}{turns}", Mark(dots[-1][1], f"{one.last:,}"))

    return Curves(
        course=course,
        lines=tuple(Mark(down(value), f"{value:,}") for value in steps),
        days=tuple(Mark(across(day), date_format(day)) for day in (first, course.days[-1])),
        curves=tuple(curve(one) for one in course.series),
        target=down(course.target) if near else None,
    )
