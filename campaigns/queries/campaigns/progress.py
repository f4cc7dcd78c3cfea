"""How far a campaign has come: its goal over time, and its points."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum

from campaigns.models import Campaign, Contribution, Submission
from campaigns.queries.campaigns.metrics import Point, days_of, series_of, value_of
from campaigns.queries.missions.promised import promised_by
from campaigns.queries.subjects.told import label_of


@dataclass(frozen=True, slots=True)
class Points:
    """In points: what may be promised, what missions promise, what people earned with them."""

    budget: int
    promised: int
    earned: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` is how much of the way from the baseline to the target is done; it may be below 0 and above 100."""

    value: int | None
    percent: int | None
    series: list[Point]


def progress_of(campaign: Campaign, at: datetime) -> Progress:
    goal = campaign.goal
    series = series_of(goal, days_of(campaign, at))
    value = series[-1].value if at < campaign.ends_at else value_of(goal, campaign.ends_at)
    way = goal.target - goal.baseline
    return Progress(value, None if value is None else (value - goal.baseline) * 100 // way, series)


def points_of(campaign: Campaign) -> Points:
    """What its missions promise and what was earned with them."""
    earned = _earned(Submission.objects.filter(mission__campaign=campaign))
    return Points(campaign.points_budget, promised_by(campaign), earned)


def _earned(done: QuerySet[Submission]) -> int:
    """What stands of the contributions that arose from these."""
    arisen = Contribution.objects.filter(subject_kind=label_of(Submission), subject_id__in=done.values("pk"))
    return arisen.aggregate(all=Sum("standing"))["all"] or 0
