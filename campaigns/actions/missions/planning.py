"""Missions as drafts from the plan of a campaign: what the plan leaves open is filled in before they open."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from campaigns.actions.missions.making import Terms, make
from campaigns.models import Campaign, Criterion, Mission, MissionStep
from campaigns.plans import PlannedMission


@transaction.atomic
def plan_missions(
    campaign: Campaign, planned: Iterable[PlannedMission], *, actor: User, at: datetime
) -> list[Mission]:  # fmt: skip
    """Make each of them as a draft, in the time of the campaign. Refuses what `make` refuses."""
    return [_drafted(campaign, one, actor=actor, at=at) for one in planned]


def _drafted(campaign: Campaign, one: PlannedMission, *, actor: User, at: datetime) -> Mission:
    ends = min(campaign.starts_at + timedelta(days=one.days), campaign.ends_at)
    terms = Terms(
        name=str(one.name), why=str(one.why), points=one.points, capacity=one.places, starts_at=campaign.starts_at,
        ends_at=ends, days=one.days,
    )  # fmt: skip
    mission = make(campaign, terms, actor=actor, at=at)
    MissionStep.objects.bulk_create(
        MissionStep(mission=mission, position=number, kind=kind, text=str(text)[:400])
        for number, (kind, text) in enumerate(one.steps, start=1)
    )
    Criterion.objects.bulk_create(
        Criterion(mission=mission, label=str(label)[:200], most=most, needed=needed)
        for label, most, needed in one.criteria
    )
    return mission
