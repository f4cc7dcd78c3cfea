from campaigns.models.adjustment import Adjustment
from campaigns.models.brief import BriefFact, BriefPicture, BriefPoint
from campaigns.models.campaign import Campaign
from campaigns.models.campaign_kept import (
    CalendarFeed,
    CampaignChange,
    CampaignReview,
    CampaignTemplate,
    FairOverride,
)
from campaigns.models.contribution import Contribution, EarningRule
from campaigns.models.goal import Goal, GoalFigure
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.lot import Draw, Hold, Lot
from campaigns.models.pages import CampaignPage
from campaigns.models.reward import Redemption, Reward, RewardCode
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Adjustment",
    "BriefFact",
    "BriefPicture",
    "BriefPoint",
    "CalendarFeed",
    "Campaign",
    "CampaignChange",
    "CampaignPage",
    "CampaignReview",
    "CampaignTemplate",
    "Contribution",
    "Draw",
    "EarningRule",
    "FairOverride",
    "Goal",
    "GoalFigure",
    "Hold",
    "LedgerEntry",
    "Lot",
    "Redemption",
    "Reward",
    "RewardCode",
    "Transfer",
    "Treasury",
]
