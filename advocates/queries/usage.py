"""How much a grant was used over time, and on one day: in days and weeks of the program's time zone.

Who moderates decides under a pseudonym. So how often a right to moderate was used is told to the public in steps, and up
to the end of the last month: else whoever is decided about saw whose number rises, and sums would match the log's.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet
from django.db.models.functions import TruncWeek

from advocates.models import Exercise, Grant, Program, Right
from advocates.queries.cards import counted

WEEKS = 16
HEIGHT = 100


STEPS = (10_000, 5_000, 1_000, 500, 100, 50, 10)


def at_least(uses: int) -> int:
    """The highest step that is reached, 0 below the lowest."""
    return next((step for step in STEPS if uses >= step), 0)


def decided_by_then(program: Program, at: datetime) -> QuerySet[Exercise]:
    """The uses of rights to moderate in the program up to the end of the last month, as far as the public may know."""
    month = at.astimezone(program.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return Exercise.objects.filter(grant__program=program, right=Right.MODERATE, at__lt=month)


def public_uses(grant: Any) -> int:
    """How often the grant was used, as everybody may know; `grant` comes from `grants_of`."""
    return at_least(grant.decided_then) if grant.right == Right.MODERATE else int(grant.used)


@dataclass(frozen=True, slots=True)
class Week:
    """From a Monday on: how many uses. `x`, `y` and `height` place its bar in a drawing 100 high, 20 a week."""

    monday: date
    uses: int
    x: int
    y: int
    height: int


def weeks_of(grant: Grant, at: datetime, most: int = WEEKS) -> list[Week]:
    """The last weeks, oldest first, from the one in which the grant began; one query."""
    zone = grant.program.zone
    last = _monday(min(at, grant.ended_at or at).astimezone(zone).date())
    first = max(_monday(grant.starts_at.astimezone(zone).date()), last - timedelta(weeks=most - 1))
    since = datetime.combine(first, time(), zone)
    counted = Exercise.objects.filter(grant=grant, at__gte=since).annotate(week=TruncWeek("at", tzinfo=zone))
    uses = {row["week"].date(): row["n"] for row in counted.values("week").annotate(n=Count("pk"))}
    mondays = [first + timedelta(weeks=n) for n in range(max((last - first).days // 7, 0) + 1)]
    top = max(uses.values(), default=0) or 1
    return [_week(monday, uses.get(monday, 0), top, number) for number, monday in enumerate(mondays)]


def _week(monday: date, uses: int, top: int, number: int) -> Week:
    height = max(round(uses / top * HEIGHT), 2 if uses else 0)
    return Week(monday, uses, number * 20 + 2, HEIGHT - height, height)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def day_of(program: Program, day: date) -> tuple[datetime, datetime]:
    """When the day begins and ends in the program's time zone."""
    return datetime.combine(day, time(), program.zone), datetime.combine(day + timedelta(days=1), time(), program.zone)


def in_force_on(grants: QuerySet[Any], program: Program, day: date) -> QuerySet[Any]:
    """The accepted grants that were in force at some moment of the day, each with `used_then`: its uses on that day."""
    begins, ends = day_of(program, day)
    uses = Exercise.objects.filter(grant=OuterRef("pk"), at__gte=begins, at__lt=ends).order_by().values("grant")
    accepted = grants.filter(answered_at__lt=ends, starts_at__lt=ends, ends_at__gt=begins)
    accepted = accepted.filter(Q(ended_at=None) | Q(ended_at__gt=begins))
    accepted = accepted.exclude(state__in=[Grant.State.OFFERED, Grant.State.DECLINED])
    found: QuerySet[Any] = accepted.annotate(used_then=counted(uses))
    return found
