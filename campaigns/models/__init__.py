from campaigns.models.campaign import Campaign, Goal
from campaigns.models.contribution import Contribution, EarningRule
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.reward import Redemption, Reward, RewardCode
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Campaign",
    "Contribution",
    "EarningRule",
    "Goal",
    "LedgerEntry",
    "Redemption",
    "Reward",
    "RewardCode",
    "Transfer",
    "Treasury",
]
