"""How much of what happens the map covers: by week and by queue, and what fits nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from advocates.models import Program
from moderation.models import CaseFit

WEEKS, MOST_QUEUES = 12, 50
PARTS = {
    "cases": Count("pk"),
    "covered": Count("pk", filter=Q(scenario__isnull=False, caught=False)),
    "caught": Count("pk", filter=Q(caught=True)),
}


@dataclass(frozen=True, slots=True)
class Share:
    """Of so many cases so many fit a scenario of their own, and so many a catch-all only. `of` is a week or a queue."""

    of: str
    cases: int
    covered: int
    caught: int

    @property
    def unmapped(self) -> int:
        """Cases that fit nothing."""
        return self.cases - self.covered - self.caught

    @property
    def percent(self) -> int | None:
        """Of a hundred cases so many fit a scenario of their own, rounded down; None where there were none."""
        return self.covered * 100 // self.cases if self.cases else None


def week_of(at: datetime) -> date:
    """The Monday of that moment's week, in UTC."""
    day = at.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def begins(week: date) -> datetime:
    return datetime(week.year, week.month, week.day, tzinfo=UTC)


def in_week(program: Program, week: date) -> QuerySet[CaseFit]:
    """The cases that were opened in that week."""
    start = begins(week)
    return CaseFit.objects.filter(program=program, opened_at__gte=start, opened_at__lt=start + timedelta(days=7))


def share_of(rows: QuerySet[CaseFit], of: str) -> Share:
    return Share(of, **rows.aggregate(**PARTS))


def by_week(program: Program, *, at: datetime) -> list[Share]:
    """The last twelve weeks with this one, the newest first; one query."""
    start = begins(week_of(at) - timedelta(weeks=WEEKS - 1))
    rows = CaseFit.objects.filter(program=program, opened_at__gte=start)
    counted = rows.annotate(week=TruncWeek("opened_at", tzinfo=UTC)).values("week").annotate(**PARTS).order_by("-week")
    return [Share(row["week"].date().isoformat(), row["cases"], row["covered"], row["caught"]) for row in counted]


def by_queue(program: Program, *, at: datetime) -> list[Share]:
    """The same weeks together, by the page where the messages stand, the fullest first; one query."""
    start = begins(week_of(at) - timedelta(weeks=WEEKS - 1))
    rows = CaseFit.objects.filter(program=program, opened_at__gte=start).values("case__message__page__title")
    counted = rows.annotate(**PARTS).order_by("-cases", "case__message__page")[:MOST_QUEUES]
    return [Share(row["case__message__page__title"], row["cases"], row["covered"], row["caught"]) for row in counted]


def whole(shares: Iterable[Share], of: str) -> Share:
    """Several shares as one."""
    parts = list(shares)
    return Share(of, sum(s.cases for s in parts), sum(s.covered for s in parts), sum(s.caught for s in parts))
