from campaigns.models.badge import Achievement, Award
from campaigns.models.campaign import Campaign, Goal
from campaigns.models.contribution import Contribution, EarningRule
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.reward import Redemption, Reward, RewardCode
from campaigns.models.season import Score, Season
from campaigns.models.tier import Recognition, Tier
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Achievement",
    "Award",
    "Campaign",
    "Contribution",
    "EarningRule",
    "Goal",
    "LedgerEntry",
    "Recognition",
    "Redemption",
    "Reward",
    "RewardCode",
    "Score",
    "Season",
    "Tier",
    "Transfer",
    "Treasury",
]
