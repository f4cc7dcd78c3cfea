"""A mission as an offer, for the check of fair rewards."""

from campaigns.fair_reward import Finding, Offer, digest_of, examine_offer
from campaigns.fair_reward.offer import PaidFor
from campaigns.models import FairOverride, Mission, MissionStep


def offer_of(mission: Mission) -> Offer:
    """All that people read of it: its name, what it is for, its steps, and by what it is judged."""
    steps = list(mission.steps.all())
    paid = {PaidFor.OPINION} if any(step.kind == MissionStep.Kind.REVIEW for step in steps) else set()
    told = (mission.name, mission.why, *(step.text for step in steps), *(one.label for one in mission.criteria.all()))
    return Offer(texts=told, paid_for=frozenset(paid | {PaidFor.ACT}), disclosed=bool(mission.campaign.told))


def findings_of(mission: Mission) -> list[Finding]:
    """What the check finds in it as it stands, overridden or not."""
    return examine_offer(offer_of(mission))


def override_of(mission: Mission) -> FairOverride | None:
    """Who let these very words pass, and why."""
    found = FairOverride.objects.filter(campaign=mission.campaign, digest=digest_of(offer_of(mission)))
    return found.select_related("by").first()
