"""A campaign that there was, as a plan for others."""

from django.db.models import QuerySet

from campaigns.models import BriefPoint, Campaign, Mission
from campaigns.plans import Plan, PlannedMission, PlannedStep


def plan_from(campaign: Campaign) -> Plan:
    """What it said, how long it lasted, what it might promise, and its missions with what their steps are set to and whom
    they are for; not its owner, dates, pictures or results."""
    points = list(campaign.points.all())
    return Plan(
        name=campaign.name, summary=campaign.summary, metric=campaign.goal.metric, audience=campaign.audience,
        audience_note=campaign.audience_note, gets=campaign.gets, disclosure=campaign.disclosure,
        days=max((campaign.ends_at - campaign.starts_at).days, 1), points_budget=campaign.points_budget,
        to_find=campaign.to_find,
        facts=tuple((fact.text, fact.source_url, fact.expires_on.isoformat()) for fact in campaign.facts.all()),
        dos=tuple(point.text for point in points if point.kind == BriefPoint.Kind.DO),
        donts=tuple(point.text for point in points if point.kind == BriefPoint.Kind.DONT),
        missions=tuple(_planned(one) for one in _missions_of(campaign)),
    )  # fmt: skip


def _planned(mission: Mission) -> PlannedMission:
    return PlannedMission(
        name=mission.name, why=mission.why, points=mission.points, places=mission.capacity, days=mission.days,
        steps=tuple(PlannedStep(step.kind, step.text, step.settings or None) for step in mission.steps.all()),
        criteria=tuple((one.label, one.most, one.needed) for one in mission.criteria.all()),
        per_person=mission.per_person, per_week=mission.per_week, tier=mission.tier, language=mission.language,
        place=mission.place_id, interest=mission.interest_id, course=mission.course_id,
    )  # fmt: skip


def _missions_of(campaign: Campaign) -> QuerySet[Mission]:
    return Mission.objects.filter(campaign=campaign).prefetch_related("steps", "criteria").order_by("pk")
