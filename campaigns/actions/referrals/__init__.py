"""Referrals: the rule, the links, and what becomes of an order that the shop tells of."""

from campaigns.actions.referrals.clicks import close_click_days, note_clicks
from campaigns.actions.referrals.judging import let_count, refuse
from campaigns.actions.referrals.links import make_link, pause, resume
from campaigns.actions.referrals.receiving import Order, receive
from campaigns.actions.referrals.refunds import refund
from campaigns.actions.referrals.rules import Terms, publish
from campaigns.actions.referrals.secrets import end_secret, make_secret
from campaigns.actions.referrals.settling import forget_buyers, settle_due

__all__ = [
    "Order",
    "Terms",
    "close_click_days",
    "end_secret",
    "forget_buyers",
    "let_count",
    "make_link",
    "make_secret",
    "note_clicks",
    "pause",
    "publish",
    "receive",
    "refund",
    "refuse",
    "resume",
    "settle_due",
]
