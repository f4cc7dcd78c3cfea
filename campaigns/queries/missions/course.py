"""How missions came along, day by day: places taken, sent in, verified; and points, for a campaign. No names."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from campaigns.curves import Course, Series
from campaigns.models import Campaign, Contribution, Mission, Submission
from campaigns.queries.subjects.told import label_of

MOST_DAYS = 27
State = Submission.State
LET_GO = (State.GIVEN_UP, State.LAPSED)
"""Their places are free again, so they count as never taken."""


def course_of_mission(mission: Mission, at: datetime) -> Course | None:
    """None before its window has begun; three queries, however much was done."""
    if mission.state == Mission.State.DRAFT or at < mission.starts_at:
        return None
    zone = mission.program.zone
    days = _days(mission.starts_at, min(at, mission.ends_at), zone)
    kept = Submission.objects.filter(mission=mission).exclude(state__in=LET_GO)
    one = Count("pk")
    verified = kept.filter(state=State.VERIFIED)
    return Course(
        days, (
            Series("taken", _("Taken"), _running(kept, "taken_at", one, days, zone)),
            Series("sent", _("Sent in"), _running(kept.exclude(sent_at=None), "sent_at", one, days, zone)),
            Series("verified", _("Verified"), _running(verified, "decided_at", one, days, zone)),
        ), mission.capacity, _("Places"),
    )  # fmt: skip


def course_of_campaign(campaign: Campaign, at: datetime) -> Course | None:
    """The same in points, of all its missions; none before it has begun or while it is prepared."""
    if campaign.state not in (Campaign.State.OPEN, Campaign.State.CLOSED) or at < campaign.starts_at:
        return None
    zone = campaign.program.zone
    days = _days(campaign.starts_at, min(at, campaign.ends_at), zone)
    done = Submission.objects.filter(mission__campaign=campaign)
    kept = done.exclude(state__in=LET_GO)
    arisen = Contribution.objects.filter(subject_kind=label_of(Submission), subject_id__in=done.values("pk"))
    return Course(
        days, (
            Series("taken", _("Taken on"), _running(kept, "taken_at", Sum("points"), days, zone)),
            Series("verified", _("Earned"), _running(arisen, "at", Sum("standing"), days, zone)),
        ), campaign.points_budget, _("Budget"),
    )  # fmt: skip


def missions_of(campaign: Campaign) -> QuerySet[Mission]:
    """Those that were opened, with `verified`: how many of their places ended well."""
    opened = Mission.objects.filter(campaign=campaign).exclude(state=Mission.State.DRAFT)
    verified = Count("submissions", filter=Q(submissions__state=State.VERIFIED))
    return opened.annotate(verified=verified).order_by("ends_at", "pk")


def _days(first: datetime, last: datetime, zone: ZoneInfo) -> tuple[date, ...]:
    """Evenly spread days from the first to the last, both among them."""
    begins = first.astimezone(zone).date()
    ends = max(last.astimezone(zone).date(), begins + timedelta(days=1))
    step = max(1, -(-(ends - begins).days // (MOST_DAYS - 1)))
    return (*(begins + timedelta(days=n) for n in range(0, (ends - begins).days, step)), ends)


def _running(
    rows: QuerySet[Any], moment: str, amount: Count | Sum, days: Sequence[date], zone: ZoneInfo
) -> tuple[int, ...]:
    """What had come together by the end of each of the days."""
    by_day = rows.annotate(day=TruncDate(moment, tzinfo=zone)).values("day").annotate(much=amount).order_by("day")
    known = [(row["day"], row["much"] or 0) for row in by_day]
    sums = [0, *accumulate(much for _day, much in known)]
    return tuple(sums[bisect_right(known, (day, float("inf")))] for day in days)
