"""Charts, months, calendars and plans: what needs no database."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from campaigns.curves import Course, Series, curves_of
from campaigns.drawing import bars_of, line_of, ticks
from campaigns.fair_reward import Offer, examine_offer
from campaigns.icalendar import Event, calendar_of
from campaigns.models import Campaign, Goal
from campaigns.month import first_of, month_of, span_of
from campaigns.plans import plan_of
from campaigns.ready import READY

ZONE = ZoneInfo("Europe/London")


@pytest.mark.parametrize("values", [[0, 1], [4, 14], [0, 0, 3], [12, 30], [-7, 90], [10**9, 10**9 + 3], [980, 20_140]])
def test_the_figures_beside_a_chart_hold_every_point_and_are_few(values):
    found = ticks(values)
    assert found[0] <= min(values) and found[-1] >= max(values)  # noqa: PT018
    assert 2 <= len(found) <= 7
    assert len({after - before for before, after in pairwise(found)}) == 1


def test_every_dot_of_a_chart_stands_inside_it_and_what_is_unknown_has_none():
    days = [date(2026, 11, number) for number in (1, 8, 15, 22)]
    chart = line_of(
        list(zip(days, [None, 4, 9, 30], strict=True)),
        baseline=4,
        target=14,
        first=days[0],
        last=days[-1],
        begun=days[1],
    )
    assert [dot.value for dot in chart.dots] == [4, 9, 30]
    assert all(chart.left <= dot.x <= chart.right and chart.top <= dot.y <= chart.bottom for dot in chart.dots)
    assert chart.dots[0].y == chart.baseline > chart.target > chart.dots[-1].y
    assert chart.path.count("L") == 2
    assert [bar.width for bar in bars_of([("a", "", 200), ("b", "", 50), ("c", "", 0)])] == [1000, 250, 0]
    assert [bar.width for bar in bars_of([("a", "", 0)])] == [0]


def test_what_grew_is_drawn_in_steps_with_its_target_where_that_is_near():
    days = tuple(date(2026, 11, number) for number in (1, 8, 15, 22))
    course = Course(days, (Series("taken", "", (0, 4, 4, 9)), Series("sent", "", (0, 0, 2, 2))), 10, "places")
    drawn = curves_of(course)
    assert drawn.curves[0].path.count("V") == 3
    assert drawn.target is not None
    assert drawn.target <= drawn.curves[0].end.at < drawn.curves[1].end.at <= drawn.lines[0].at
    assert course.rows[2] == (days[2], (4, 2))
    assert curves_of(replace(course, target=181)).target is None


@pytest.mark.parametrize("asked", ["", "2026", "2026-13", "1999-01", "٢٠٢٦-٠١", "2026-1-1", "../../x", "2026-00"])
def test_an_odd_month_in_an_address_is_this_one(asked):
    assert first_of(asked, date(2026, 11, 22)) == date(2026, 11, 1)


def test_a_month_shows_a_campaign_on_each_of_its_days_in_the_programs_zone():
    """Guard: the end is a moment, so that what ends at midnight does not run on the day after."""
    first = first_of("2026-03", date(2026, 11, 22))
    begins, ends = datetime(2026, 3, 27, 23, 30, tzinfo=ZONE), datetime(2026, 4, 2, tzinfo=ZONE)
    campaign = Campaign(pk=1, name="Lids", starts_at=begins, ends_at=ends)
    month = month_of(first, [campaign], today=date(2026, 3, 30), zone=ZONE, name="x")
    shown = [day for week in month.weeks for day in week if day.runs]
    assert [day.on.day for day in shown] == [27, 28, 29, 30, 31, 1]
    assert (shown[0].runs[0].begins, shown[-1].runs[0].ends, shown[3].today) == (True, True, True)
    later = Campaign(pk=2, name="Oil", starts_at=begins + timedelta(days=1), ends_at=ends + timedelta(days=3))
    both = month_of(first, [campaign, later], today=date(2026, 3, 30), zone=ZONE, name="x")
    alone = next(day for week in both.weeks for day in week if day.on == date(2026, 4, 3))
    assert [run and run.campaign for run in alone.runs] == [None, later]
    assert (month.before, month.after, month.listed) == ("2026-02", "2026-04", (campaign,))
    start, end = span_of(first, ZONE)
    assert (start.date(), end.astimezone(UTC) - start.astimezone(UTC)) == (
        date(2026, 2, 23),
        timedelta(days=42, hours=-1),
    )


def test_a_calendar_is_folded_escaped_and_in_utc():
    """RFC 5545, 3.1 and 3.3.11: at most 75 bytes a line, and no character of a text ends it."""
    starts = datetime(2026, 7, 1, 9, tzinfo=ZONE)
    hostile = "Pans; lids, \\ and\nBEGIN:VEVENT\r\n" + "\u00e9\U0001f373" * 60
    event = Event(
        "1@x", hostile, hostile, "https://x.example/\r\nX:1", starts, starts + timedelta(days=2), tentative=True
    )
    told = calendar_of("K & R", [event], at=datetime(2026, 6, 1, tzinfo=UTC))
    lines = told.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "\n" not in "".join(lines)
    whole = told.replace("\r\n ", "").split("\r\n")
    assert whole.count("BEGIN:VEVENT") == 1
    assert "DTSTART:20260701T080000Z" in whole
    assert "STATUS:TENTATIVE" in whole
    assert any(line.startswith("SUMMARY:Pans\\; lids\\, \\\\ and\\nBEGIN:VEVENT") for line in whole)
    assert not [line for line in whole if line.startswith("X:1")]


def test_every_ready_campaign_is_whole_fair_and_survives_being_kept():
    """Guard: `plan_of` reads what `as_data` wrote; and the check of fair rewards passes what we ship."""
    assert len(READY) >= 6
    for key, plan in READY.items():
        told = json.loads(json.dumps(plan.as_data(), default=str))
        again = plan_of(told)
        assert (again.name, len(again.missions), again.dos) == (
            str(plan.name),
            len(plan.missions),
            tuple(map(str, plan.dos)),
        )
        assert plan.metric in Goal.Metric.values
        assert plan.audience in Campaign.Audience.values
        assert sum(one.points * one.places for one in plan.missions) <= plan.points_budget, key
        said = [plan.name, plan.summary, plan.gets, *plan.dos, *(f"do not {text}" for text in plan.donts)]
        said += [text for one in plan.missions for text in (one.name, one.why, *(step.text for step in one.steps))]
        assert examine_offer(Offer(tuple(map(str, said)))) == [], key
