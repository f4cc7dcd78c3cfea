from django import template

from campaigns.models import Campaign, Mission

register = template.Library()
PILLS = {"taken": "open", "returned": "pending", "checking": "review", "given_up": "withdrawn", "lapsed": "expired"}
"""The colour of a submission's state, by a word that the pills know."""


@register.filter
def pill(state: str) -> str:
    return PILLS.get(state, state)


@register.simple_tag
def open_missions(campaign: Campaign) -> list[Mission]:
    """The missions of a campaign that are open, those that end first first; one query."""
    return list(Mission.objects.filter(campaign=campaign, state=Mission.State.OPEN).order_by("ends_at", "pk"))
