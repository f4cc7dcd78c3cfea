"""Reads across the models of `campaigns`; one file per concept. What other apps ask is named here."""

from campaigns.queries.contributions import contributions_of
from campaigns.queries.ledger import balance_of, statement_of
from campaigns.queries.ledger_faults import ledger_faults
from campaigns.queries.rewards import redemptions_of, rewards_on_offer

__all__ = [
    "balance_of",
    "contributions_of",
    "ledger_faults",
    "redemptions_of",
    "rewards_on_offer",
    "statement_of",
]
