"""What stands beside the story on the page of a campaign."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from campaigns.models import BriefPoint, CampaignPage
from campaigns.queries.campaigns.shown import phase_of, public_notes, valid_facts


def told_of(request: HttpRequest, page: CampaignPage) -> dict[str, Any]:
    """What the campaign itself says, for everybody; before it is opened only that it is being prepared."""
    campaign, at = page.campaign, timezone.now()
    phase = phase_of(campaign, at)
    if phase is None:
        return {"campaign": campaign, "phase": None}
    points = list(campaign.points.all())
    return {
        "campaign": campaign, "phase": phase, "phase_name": phase.name.lower(), "facts": valid_facts(campaign, at),
        "dos": [one for one in points if one.kind == BriefPoint.Kind.DO],
        "donts": [one for one in points if one.kind == BriefPoint.Kind.DONT],
        "notes": public_notes(campaign), "review": getattr(campaign, "review", None),
    }  # fmt: skip
