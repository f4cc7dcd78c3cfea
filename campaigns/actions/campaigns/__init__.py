"""Campaigns: prepared as drafts, briefed, opened when nothing is missing, changed with reasons, closed with a review."""

from campaigns.actions.campaigns.brief import add_fact, add_picture, add_point, remove_from_brief, renew_fact
from campaigns.actions.campaigns.ending import cancel, close
from campaigns.actions.campaigns.fairness import override
from campaigns.actions.campaigns.feeds import end_feed, make_feed
from campaigns.actions.campaigns.opening import open_campaign
from campaigns.actions.campaigns.preparing import Words, describe, draft
from campaigns.actions.campaigns.running import change_terms, hand_over
from campaigns.actions.campaigns.templates import drop_template, save_as_template

__all__ = [
    "Words",
    "add_fact",
    "add_picture",
    "add_point",
    "cancel",
    "change_terms",
    "close",
    "describe",
    "draft",
    "drop_template",
    "end_feed",
    "hand_over",
    "make_feed",
    "open_campaign",
    "override",
    "remove_from_brief",
    "renew_fact",
    "save_as_template",
]
