"""The end of a campaign: a review of what it taught, or its cancellation before it was opened."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.campaigns.missions import close_missions
from campaigns.actions.campaigns.steps import locked, must_be_owned, must_follow, said
from campaigns.models import Campaign, CampaignReview
from campaigns.queries.campaigns.metrics import value_of
from record.actions import write

MOST_REVIEW = 2_000


@transaction.atomic
def close(campaign: Campaign, *, reached: str, learnt: str, repeat: str, actor: User, at: datetime) -> CampaignReview:
    """Close it, for good, with what was reached, what was learnt and what to repeat; the goal is measured now.

    Its open missions close with it.

    Refuses 404 whoever does not manage it, 409 one that is not open or that nobody owns, 422 an empty part.
    """
    row = locked(campaign, actor)
    must_follow(row, Campaign.State.CLOSED)
    must_be_owned(row)
    review = CampaignReview(
        campaign=row, value=value_of(row.goal, min(at, row.ends_at)), by=actor, at=at,
        reached=said(reached, MOST_REVIEW, _("Say what was reached, against the goal."), "no_reached"),
        learnt=said(learnt, MOST_REVIEW, _("Say what was learnt."), "no_learnt"),
        repeat=said(repeat, MOST_REVIEW, _("Say what you would do again, and what not."), "no_repeat"),
    )  # fmt: skip
    review.save()
    close_missions(row, actor=actor, at=at)
    row.state = Campaign.State.CLOSED
    row.save(update_fields=["state"])
    write("campaign.closed", at=at, actor=actor, program=row.program, subject=row, goal=row.goal_id, value=review.value)
    return review


@transaction.atomic
def cancel(campaign: Campaign, *, actor: User, at: datetime) -> Campaign:
    """Give up a campaign that was never opened. Refuses 404 whoever does not manage it, 409 any other state."""
    row = locked(campaign, actor)
    must_follow(row, Campaign.State.CANCELLED)
    row.state = Campaign.State.CANCELLED
    row.save(update_fields=["state"])
    write("campaign.cancelled", at=at, actor=actor, program=row.program, subject=row)
    return row
