from campaigns.models.campaign import Campaign, Goal
from campaigns.models.contribution import Contribution, EarningRule
from campaigns.models.conversion import Conversion, ConversionHint, ReferralRefund
from campaigns.models.idea import Idea, IdeaChange, IdeaComment, IdeaFlag, IdeaVote
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.referral import ReferralClicks, ReferralLink, ReferralMark, ReferralRule, ReferralSecret
from campaigns.models.reward import Redemption, Reward, RewardCode
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Campaign",
    "Contribution",
    "Conversion",
    "ConversionHint",
    "EarningRule",
    "Goal",
    "Idea",
    "IdeaChange",
    "IdeaComment",
    "IdeaFlag",
    "IdeaVote",
    "LedgerEntry",
    "Redemption",
    "ReferralClicks",
    "ReferralLink",
    "ReferralMark",
    "ReferralRefund",
    "ReferralRule",
    "ReferralSecret",
    "Reward",
    "RewardCode",
    "Transfer",
    "Treasury",
]
