from campaigns.models.campaign import Campaign, Goal
from campaigns.models.contribution import Contribution
from campaigns.models.earning import EarningRule
from campaigns.models.hint import Hint
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.offline_work import OfflineWork
from campaigns.models.reward import Redemption, Reward, RewardCode
from campaigns.models.simulation import Simulation
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Campaign",
    "Contribution",
    "EarningRule",
    "Goal",
    "Hint",
    "LedgerEntry",
    "OfflineWork",
    "Redemption",
    "Reward",
    "RewardCode",
    "Simulation",
    "Transfer",
    "Treasury",
]
