from campaigns.models.campaign import Campaign, Goal
from campaigns.models.contribution import Contribution, EarningRule
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.redemption import Fulfilment, PostalAddress, Redemption, RewardCode
from campaigns.models.reward import Reward, RewardDate
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Campaign",
    "Contribution",
    "EarningRule",
    "Fulfilment",
    "Goal",
    "LedgerEntry",
    "PostalAddress",
    "Redemption",
    "Reward",
    "RewardCode",
    "RewardDate",
    "Transfer",
    "Treasury",
]
