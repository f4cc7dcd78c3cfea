"""What a goal stands at and how it came there, from what happened in the program.

A measured metric is a count over the goal's window of days, the day itself among them, in the program's time zone.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate

from advocates.models import Exercise
from campaigns.models import Campaign, Goal, GoalFigure
from cms.models import Message
from moderation.models import Decision
from record.models import Entry

Metric = Goal.Metric
MOST_POINTS = 27
KINDS = {Metric.POSTS: Message.Kind.POST, Metric.REPLIES: Message.Kind.REPLY}
VERBS = {
    Metric.REFERRALS: ("referral.converted", "referral.clawed_back"),
    Metric.IDEAS: ("idea.shipped", "idea.unshipped"),
}
"""The verbs of the record that count for and against; of parts that know nothing of goals."""


@dataclass(frozen=True, slots=True)
class Point:
    """What the goal stood at on a day; none where nobody knows."""

    on: date
    value: int | None


def value_of(goal: Goal, at: datetime) -> int | None:
    """What the goal stands at on the day of the program; none where staff have not entered a figure yet."""
    today = _day(goal, at)
    return series_of(goal, [today])[0].value


def series_of(goal: Goal, days: Sequence[date]) -> list[Point]:
    """What the goal stood at on each of the days, in order; one query, however many."""
    if goal.metric == Metric.OWN:
        return _entered(goal, days)
    first = min(days) - timedelta(days=goal.window - 1)
    known = _people(goal, first, max(days)) if goal.metric == Metric.ADVOCATES else None
    if known is not None:
        return [Point(day, len({who for on, who in known if _within(goal, on, day)})) for day in days]
    counts = _counts(goal, first, max(days))
    return [Point(day, sum(number for on, number in counts.items() if _within(goal, on, day))) for day in days]


def days_of(campaign: Campaign, at: datetime) -> list[date]:
    """Evenly spread days from four weeks before its start, or before today if it has not begun, to its end or today."""
    zone = campaign.program.zone
    first = min(campaign.starts_at, at).astimezone(zone).date() - timedelta(days=28)
    last = max(min(at, campaign.ends_at).astimezone(zone).date(), first + timedelta(days=1))
    step = max(1, -(-(last - first).days // (MOST_POINTS - 1)))
    days = [first + timedelta(days=number) for number in range(0, (last - first).days, step)]
    return [*days, last]


def _within(goal: Goal, on: date, day: date) -> bool:
    return day - timedelta(days=goal.window) < on <= day


def _day(goal: Goal, at: datetime) -> date:
    return at.astimezone(goal.program.zone).date()


def _span(goal: Goal, first: date, last: date) -> tuple[datetime, datetime]:
    zone = goal.program.zone
    return (
        datetime.combine(first, time.min, tzinfo=zone), datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)
    )  # fmt: skip


def _counts(goal: Goal, first: date, last: date) -> Counter[date]:
    """How many of the metric on each day."""
    since, until = _span(goal, first, last)
    if goal.metric in KINDS:
        said = Message.objects.filter(
            program=goal.program_id, kind=KINDS[Metric(goal.metric)], state=Message.State.PUBLISHED,
            published_at__gte=since, published_at__lt=until,
        )  # fmt: skip
        return _by_day(goal, said, "published_at")
    if goal.metric == Metric.DECISIONS:
        made = Decision.objects.filter(case__program=goal.program_id, at__gte=since, at__lt=until)
        return _by_day(goal, made.filter(overturned_at=None), "at")
    good, bad = VERBS[Metric(goal.metric)]
    told = Entry.objects.filter(program_id=goal.program_id, at__gte=since, at__lt=until)
    counts = _by_day(goal, told.filter(verb=good), "at")
    counts.subtract(_by_day(goal, told.filter(verb=bad), "at"))
    return counts


def _by_day(goal: Goal, rows: QuerySet[Any], moment: str) -> Counter[date]:
    days = rows.annotate(day=TruncDate(moment, tzinfo=goal.program.zone)).values("day").order_by("day")
    return Counter({row["day"]: row["number"] for row in days.annotate(number=Count("pk"))})


def _people(goal: Goal, first: date, last: date) -> Iterable[tuple[date, int]]:
    """Who used a right on which day."""
    since, until = _span(goal, first, last)
    used = Exercise.objects.filter(grant__program=goal.program_id, at__gte=since, at__lt=until)
    days = used.annotate(day=TruncDate("at", tzinfo=goal.program.zone)).values_list("day", "grant__advocate")
    return list(days.distinct())


def _entered(goal: Goal, days: Sequence[date]) -> list[Point]:
    """The last figure of the last day that has one."""
    figures = GoalFigure.objects.filter(goal=goal, on__lte=max(days)).order_by("on", "pk").values_list("on", "value")
    latest = dict(figures)
    known = list(latest)
    places = [bisect_right(known, day) for day in days]
    return [Point(day, latest[known[place - 1]] if place else None) for day, place in zip(days, places, strict=True)]
