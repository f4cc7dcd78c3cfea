"""Opening a campaign: refused until nothing is missing."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from campaigns.actions.budget import lock_budget
from campaigns.actions.campaigns.fairness import must_be_fair
from campaigns.actions.campaigns.steps import locked, must_follow
from campaigns.models import Campaign
from campaigns.queries.campaigns.readiness import missing
from record.actions import write
from sitewide.errors import Conflict


@transaction.atomic
def open_campaign(campaign: Campaign, *, actor: User, at: datetime) -> Campaign:
    """Open it to those it asks, from its start on.

    Refuses 404 whoever does not manage it, 409 one that is no draft, 409 `not_ready` with everything that is missing at
    once (owner, goal, dates, policy, brief, disclosure, budget and its cover), 422 `unfair`.
    """
    row = locked(campaign, actor)
    must_follow(row, Campaign.State.OPEN)
    lock_budget(row.program)
    must_be_fair(row)
    lacking = missing(row, at)
    if lacking:
        told = [{"code": item.code, "sentence": str(item.sentence)} for item in lacking]
        sentences = " ".join(str(item.sentence) for item in lacking)
        raise Conflict(
            _("It cannot be opened before this holds: %(all)s") % {"all": sentences}, code="not_ready",
            detail={"missing": told},
        )  # fmt: skip
    row.state = Campaign.State.OPEN
    row.save(update_fields=["state"])
    write(
        "campaign.opened", at=at, actor=actor, program=row.program, subject=row, points_budget=row.points_budget,
        starts_at=row.starts_at.isoformat(), ends_at=row.ends_at.isoformat(),
    )  # fmt: skip
    return row
