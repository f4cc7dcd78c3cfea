"""What a program promises: within how many hours a case is decided. Who runs out of it, and how often it was kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from advocates.models import Program
from moderation.models import HOURS, Case, Promise
from moderation.queries.standing import Standing
from sitewide.composed import Composed
from sitewide.memory import Memory

SOON = 4
"""A case runs out of its time in the last quarter of it."""
MOST_PRESSING = 100
"""So many are counted of a level; more is a number nobody needs."""
DAYS = 90
_SHOWN: Memory[list["Pressing"]] = Memory(seconds=15, most=200)

_PROMISED = Composed(
    lambda program_id: Promise.objects.filter(program_id=program_id).annotate(below=F("page__path")), program_id=int
)


@dataclass(frozen=True, slots=True)
class Pressing:
    """An open case whose promised time is over or nearly so."""

    path: str
    due_at: datetime
    escalated: bool

    def is_late(self, at: datetime) -> bool:
        return self.due_at < at


@dataclass(frozen=True, slots=True)
class Clock:
    """How many open cases are late and how many will be soon. `full`: there are more than were counted."""

    late: int
    soon: int
    full: bool = False

    def __bool__(self) -> bool:
        return bool(self.late or self.soon)


@dataclass(frozen=True, slots=True)
class Kept:
    """Of the cases of one urgency, or of all, decided in a stretch of time. `percent` is None where there was none."""

    urgency: int | None
    decided: int
    in_time: int

    @property
    def percent(self) -> int | None:
        return 100 * self.in_time // self.decided if self.decided else None


def hours_for(program_id: int, path: str) -> tuple[int, ...]:
    """The hours by urgency that are promised at this path: those of the nearest page above, the program's, the default."""
    rows: list[Any] = _PROMISED.rows(program_id=program_id)
    near = [(len(row.below or ""), row) for row in rows if path.startswith(row.below or "")]
    found: tuple[int, ...] = max(near, key=lambda one: one[0])[1].hours if near else HOURS
    return found


def pressing(program_id: int, *, at: datetime) -> list[Pressing]:
    """The open cases that are late or run out of their time, at most a hundred of each urgency, the latest first.

    Those decided with another are not counted beside it. Five short walks along the queue's index, one an urgency.
    """
    hours = _longest(program_id)
    found = []
    for level, promised in enumerate(hours):
        until = at + timedelta(hours=promised) / SOON
        rows = Case.objects.filter(
            program=program_id, state=Case.State.OPEN, urgency=level, due_at__lt=until, leader=None
        )
        shown = rows.order_by("due_at").values_list("path", "due_at", "opened_at", "escalated")[: MOST_PRESSING + 1]
        found += [
            Pressing(path, due, escalated) for path, due, opened, escalated in shown if _runs_out(opened, due, at)
        ]
    return sorted(found, key=lambda one: one.due_at)


def clock_of(cases: Iterable[Pressing], *, at: datetime) -> Clock:
    late = [case.is_late(at) for case in cases]
    return Clock(sum(late), len(late) - sum(late), len(late) > MOST_PRESSING)


def clock_for(standing: Standing) -> Clock:
    """The clock of the cases that this person may decide on, a quarter of a minute old at most; their own conflicts, on
    which others work, are counted, too."""
    name = str(standing.program.pk)
    if (cases := _SHOWN.find(name)) is None:
        cases = pressing(standing.program.pk, at=standing.at)
        _SHOWN.keep(name, cases)
    mine = [one for one in cases if standing.covers(one.path) and (standing.is_staff or not one.escalated)]
    return clock_of(mine, at=standing.at)


def kept(program: Program, *, at: datetime, days: int = DAYS) -> list[Kept]:
    """How many cases were decided within the promised time, by urgency, and of all together as the last; one query."""
    decided = Case.objects.filter(program=program, state=Case.State.DECIDED, closed_at__gte=at - timedelta(days=days))
    in_time = Count("pk", filter=Q(closed_at__lte=F("due_at")))
    counted = decided.order_by().values_list("urgency").annotate(number=Count("pk"), good=in_time)
    levels = [Kept(level, number, good) for level, number, good in sorted(counted, reverse=True)]
    return [*levels, Kept(None, sum(one.decided for one in levels), sum(one.in_time for one in levels))]


def _longest(program_id: int) -> list[int]:
    """The longest promise of each urgency anywhere in the program, so that nothing is overlooked."""
    rows = [row.hours for row in _PROMISED.rows(program_id=program_id)]
    return [max(hours) for hours in zip(HOURS, *rows, strict=True)]


def _runs_out(opened: datetime, due: datetime, at: datetime) -> bool:
    return at >= due - (due - opened) / SOON
