"""A campaign as an offer, for the check of fair rewards."""

import re

from campaigns.fair_reward import Finding, Offer, digest_of, examine_offer
from campaigns.fair_reward.words import NOT
from campaigns.models import BriefPoint, Campaign, FairOverride
from campaigns.models.pages import CampaignPage, words_of_page

_DENIES = re.compile(rf"^\W*{NOT}")


def offer_of(campaign: Campaign) -> Offer:
    """All that people read of it. A "don't" is read as one: "ask for five stars" below it forbids just that."""
    dos = [point.text for point in campaign.points.all() if point.kind == BriefPoint.Kind.DO]
    donts = [point.text for point in campaign.points.all() if point.kind == BriefPoint.Kind.DONT]
    denied = [text if _DENIES.match(text.casefold()) else f"do not {text}" for text in donts]
    page = CampaignPage.objects.filter(campaign=campaign).first()
    told = (campaign.name, campaign.summary, campaign.audience_note, campaign.gets, *dos, *denied)
    return Offer(texts=(*told, *(words_of_page(page) if page else ())), disclosed=bool(campaign.told))


def findings_of(campaign: Campaign) -> list[Finding]:
    """What the check finds in it as it stands, overridden or not."""
    return examine_offer(offer_of(campaign))


def is_overridden(campaign: Campaign) -> bool:
    """Whether a named person let this very offer pass."""
    return FairOverride.objects.filter(campaign=campaign, digest=digest_of(offer_of(campaign))).exists()
