from campaigns.models.adjustment import Adjustment
from campaigns.models.campaign import Campaign, Goal
from campaigns.models.contribution import Contribution, EarningRule
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.lot import Draw, Hold, Lot
from campaigns.models.reward import Redemption, Reward, RewardCode
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Adjustment",
    "Campaign",
    "Contribution",
    "Draw",
    "EarningRule",
    "Goal",
    "Hold",
    "LedgerEntry",
    "Lot",
    "Redemption",
    "Reward",
    "RewardCode",
    "Transfer",
    "Treasury",
]
