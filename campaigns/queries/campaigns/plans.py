"""A campaign that there was, as a plan for others."""

from campaigns.models import BriefPoint, Campaign, Mission
from campaigns.plans import Plan, PlannedMission


def plan_from(campaign: Campaign) -> Plan:
    """What it said, how long it lasted and what it might promise; not its owner, dates, pictures or results."""
    points = list(campaign.points.all())
    return Plan(
        name=campaign.name, summary=campaign.summary, metric=campaign.goal.metric, audience=campaign.audience,
        audience_note=campaign.audience_note, gets=campaign.gets, disclosure=campaign.disclosure,
        days=max((campaign.ends_at - campaign.starts_at).days, 1), points_budget=campaign.points_budget,
        to_find=campaign.to_find,
        facts=tuple((fact.text, fact.source_url, fact.expires_on.isoformat()) for fact in campaign.facts.all()),
        dos=tuple(point.text for point in points if point.kind == BriefPoint.Kind.DO),
        donts=tuple(point.text for point in points if point.kind == BriefPoint.Kind.DONT),
        missions=tuple(_planned(mission) for mission in campaign.missions.order_by("pk")),
    )  # fmt: skip


def _planned(mission: Mission) -> PlannedMission:
    """With its steps as they are told; on which page or of what is said anew."""
    steps = tuple((step.kind, step.text) for step in mission.steps.all())
    return PlannedMission(mission.name, mission.why, mission.points, mission.capacity, mission.days, steps)
