from campaigns.models.adjustment import Adjustment
from campaigns.models.campaign import Campaign, Goal
from campaigns.models.contribution import Contribution
from campaigns.models.earning import EarningRule
from campaigns.models.hint import Hint
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.lot import Draw, Hold, Lot
from campaigns.models.offline_work import OfflineWork
from campaigns.models.reward import Redemption, Reward, RewardCode
from campaigns.models.simulation import Simulation
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
    "Hint",
    "Hold",
    "LedgerEntry",
    "Lot",
    "OfflineWork",
    "Redemption",
    "Reward",
    "RewardCode",
    "Simulation",
    "Transfer",
    "Treasury",
]
