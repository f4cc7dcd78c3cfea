"""The missions of a campaign: kept inside its time, and closed with it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.missions import making
from campaigns.models import Campaign, Mission
from sitewide.errors import Conflict

State = Mission.State


def keep_inside(campaign: Campaign) -> None:
    """After its dates changed: drafts take its whole time where theirs is not inside; refuses (409) to leave an open one out."""
    out = Mission.objects.filter(campaign=campaign).exclude(
        starts_at__gte=campaign.starts_at, ends_at__lte=campaign.ends_at
    )
    if out.filter(state=State.OPEN).exists():
        raise Conflict(_("A mission that is open runs outside these dates."), code="missions_outside")
    out.filter(state=State.DRAFT).update(starts_at=campaign.starts_at, ends_at=campaign.ends_at)


def close_missions(campaign: Campaign, *, actor: User, at: datetime) -> None:
    """Nobody takes them any more; who has one finishes it."""
    for mission in Mission.objects.filter(campaign=campaign, state=State.OPEN).order_by("pk"):
        making.close(mission, actor=actor, at=at)
