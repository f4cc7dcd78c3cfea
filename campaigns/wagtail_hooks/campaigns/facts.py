"""What the workbench shows of one campaign."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from campaigns.curves import curves_of
from campaigns.drawing import Bar, Drawn, bars_of, line_of
from campaigns.models import BriefPoint, Campaign, CampaignPage
from campaigns.queries.campaigns.offer import findings_of, is_overridden
from campaigns.queries.campaigns.progress import Progress, points_of, progress_of
from campaigns.queries.campaigns.readiness import items_of
from campaigns.queries.campaigns.shown import asked_by, expired_facts, public_notes, valid_facts
from campaigns.queries.missions.course import course_of_campaign, missions_of

CHANGES = 100


def facts_of(campaign: Campaign, at: datetime) -> dict[str, Any]:
    draft, progress = campaign.state == Campaign.State.DRAFT, progress_of(campaign, at)
    items = items_of(campaign, at) if draft else []
    points, course = list(campaign.points.all()), course_of_campaign(campaign, at)
    found = findings_of(campaign) if campaign.state in (Campaign.State.DRAFT, Campaign.State.OPEN) else []
    return {
        "campaign": campaign, "items": items, "lacking": sum(item.needed and not item.done for item in items),
        "findings": found, "overridden": bool(found) and is_overridden(campaign), "notes": public_notes(campaign),
        "progress": progress, "chart": chart_of(campaign, progress), "bars": budget_bars(campaign),
        "curves": curves_of(course) if course else None, "missions": missions_of(campaign),
        "valid": valid_facts(campaign, at), "expired": expired_facts(campaign, at),
        "dos": [one for one in points if one.kind == BriefPoint.Kind.DO],
        "donts": [one for one in points if one.kind == BriefPoint.Kind.DONT],
        "pictures": campaign.pictures.select_related("image"), "asked": asked_by(campaign, at).count(),
        "page": CampaignPage.objects.filter(campaign=campaign).first(),
        "review": getattr(campaign, "review", None), "late": campaign.state == "open" and campaign.ends_at <= at,
        "changes": campaign.changes.select_related("by").order_by("-pk")[:CHANGES],
    }  # fmt: skip


def chart_of(campaign: Campaign, progress: Progress) -> Drawn:
    """The goal over the time of the campaign, from four weeks before it."""
    series, goal, zone = progress.series, campaign.goal, campaign.program.zone
    last = max(series[-1].on, campaign.ends_at.astimezone(zone).date())
    return line_of(
        [(point.on, point.value) for point in series], baseline=goal.baseline, target=goal.target, first=series[0].on,
        last=last, begun=campaign.starts_at.astimezone(zone).date(),
    )  # fmt: skip


def budget_bars(campaign: Campaign) -> list[Bar]:
    points = points_of(campaign)
    return bars_of([
        ("budget", _("Budget"), points.budget), ("promised", _("Promised by missions"), points.promised),
        ("earned", _("Earned"), points.earned),
    ])  # fmt: skip
