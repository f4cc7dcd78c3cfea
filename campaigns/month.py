"""A month as a calendar shows it: whole weeks from Monday on, and which campaigns run on each day."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django_stubs_ext import StrOrPromise

from campaigns.models import Campaign

FIRST_YEAR, LAST_YEAR = 2000, 2199


@dataclass(frozen=True, slots=True)
class Run:
    """A campaign on a day, and whether it begins or ends there."""

    campaign: Campaign
    begins: bool
    ends: bool


@dataclass(frozen=True, slots=True)
class Day:
    """`runs` are one below the other, each campaign at the same height on all of its days; None leaves a gap."""

    on: date
    inside: bool
    today: bool
    runs: tuple[Run | None, ...]

    @property
    def is_monday(self) -> bool:
        return self.on.weekday() == 0


@dataclass(frozen=True, slots=True)
class Month:
    """`weeks` are of seven days; `listed` are the campaigns of the month in order, for small screens.

    `listed_for` names the program.
    """

    first: date
    weeks: tuple[tuple[Day, ...], ...]
    listed: tuple[Campaign, ...]
    listed_for: str

    @property
    def id(self) -> str:
        return f"month-{self.listed_for}-{self.first:%Y-%m}"

    @property
    def title(self) -> str:
        return date_format(self.first, "F Y")

    @property
    def names(self) -> list[tuple[StrOrPromise, StrOrPromise]]:
        """The days of the week, short and in full, from Monday on."""
        return [(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in range(7)]

    @property
    def before(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def after(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"


def first_of(asked: str, today: date) -> date:
    """The first day of the month that an address names as 2026-11; anything odd is this month."""
    year, _dash, month = asked.partition("-")
    plain = year.isascii() and month.isascii() and year.isdecimal() and month.isdecimal() and len(asked) < 8
    if plain and FIRST_YEAR <= int(year) <= LAST_YEAR and 1 <= int(month) <= 12:
        return date(int(year), int(month), 1)
    return today.replace(day=1)


def span_of(first: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From the Monday before the first day to the Sunday after the last, as moments."""
    days = list(calendar.Calendar().itermonthdates(first.year, first.month))
    start, end = days[0], days[-1] + timedelta(days=1)
    return datetime.combine(start, time.min, tzinfo=zone), datetime.combine(end, time.min, tzinfo=zone)


def month_of(first: date, campaigns: Sequence[Campaign], *, today: date, zone: ZoneInfo, name: str) -> Month:
    spans = _stacked([(one, *_days(one, zone)) for one in campaigns])
    whole = calendar.Calendar().monthdatescalendar(first.year, first.month)
    weeks = tuple(tuple(_day(day, first, today, spans) for day in week) for week in whole)
    last = weeks[-1][-1].on
    month_end = max(day.on for week in weeks for day in week if day.inside)
    listed = tuple(one for one, begins, ends, _lane in spans if begins <= min(month_end, last) and ends >= first)
    return Month(first, weeks, listed, name)


Span = tuple[Campaign, date, date, int]


def _stacked(spans: Sequence[tuple[Campaign, date, date]]) -> list[Span]:
    """Give each the first lane that is free when it begins."""
    free_after: list[date] = []
    found = []
    for campaign, begins, ends in sorted(spans, key=lambda span: span[1]):
        lane = next((at for at, last in enumerate(free_after) if last < begins), len(free_after))
        free_after[lane : lane + 1] = [ends]
        found.append((campaign, begins, ends, lane))
    return found


def _day(day: date, first: date, today: date, spans: Sequence[Span]) -> Day:
    here = {lane: Run(one, day == begins, day == ends) for one, begins, ends, lane in spans if begins <= day <= ends}
    runs = tuple(here.get(lane) for lane in range(max(here, default=-1) + 1))
    return Day(day, day.month == first.month, day == today, runs)


def _days(campaign: Campaign, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last day on which it runs."""
    ends = campaign.ends_at - timedelta(microseconds=1)
    return campaign.starts_at.astimezone(zone).date(), ends.astimezone(zone).date()
