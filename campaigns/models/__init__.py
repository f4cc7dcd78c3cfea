from campaigns.models.campaign import Campaign, Goal
from campaigns.models.contribution import Contribution, EarningRule
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.mission import Criterion, Interest, Mission, MissionStep
from campaigns.models.offer import Invitation, MissionTerms, MissionWish
from campaigns.models.reward import Redemption, Reward, RewardCode
from campaigns.models.submission import Evidence, Look, Submission
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Campaign",
    "Contribution",
    "Criterion",
    "EarningRule",
    "Evidence",
    "Goal",
    "Interest",
    "Invitation",
    "LedgerEntry",
    "Look",
    "Mission",
    "MissionStep",
    "MissionTerms",
    "MissionWish",
    "Redemption",
    "Reward",
    "RewardCode",
    "Submission",
    "Transfer",
    "Treasury",
]
