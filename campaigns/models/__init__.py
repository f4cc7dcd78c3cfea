from campaigns.models.campaign import Campaign, Goal
from campaigns.models.contribution import Contribution, EarningRule
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.payout import PayAccount, Payout
from campaigns.models.reward import Redemption, Reward, RewardCode
from campaigns.models.stripe import Funding, PayHalt, Reconciliation, StripeEvent
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Campaign",
    "Contribution",
    "EarningRule",
    "Funding",
    "Goal",
    "LedgerEntry",
    "PayAccount",
    "PayHalt",
    "Payout",
    "Reconciliation",
    "Redemption",
    "Reward",
    "RewardCode",
    "StripeEvent",
    "Transfer",
    "Treasury",
]
