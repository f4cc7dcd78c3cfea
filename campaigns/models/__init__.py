from campaigns.models.adjustment import Adjustment
from campaigns.models.badge import Achievement, Award, AwardRound
from campaigns.models.brief import BriefFact, BriefPicture, BriefPoint
from campaigns.models.campaign import Campaign
from campaigns.models.campaign_kept import CalendarFeed, CampaignChange, CampaignReview, CampaignTemplate, FairOverride
from campaigns.models.contribution import Contribution
from campaigns.models.conversion import Conversion, ConversionHint, ReferralRefund
from campaigns.models.earning import EarningRule
from campaigns.models.goal import Goal, GoalFigure
from campaigns.models.hint import Hint
from campaigns.models.idea import Idea, IdeaChange, IdeaComment, IdeaFlag, IdeaVote
from campaigns.models.ledger import POINTS, Account, LedgerEntry, Transfer
from campaigns.models.lot import Draw, Hold, Lot
from campaigns.models.mission import Criterion, Interest, Mission, MissionStep
from campaigns.models.odd_transfer import OddTransfer
from campaigns.models.offer import Invitation, MissionTerms, MissionWish
from campaigns.models.offline_work import OfflineWork
from campaigns.models.pages import CampaignPage
from campaigns.models.payout import PayAccount, Payout
from campaigns.models.redemption import Fulfilment, PostalAddress, Redemption, RewardCode
from campaigns.models.referral import ReferralClicks, ReferralLink, ReferralMark, ReferralRule, ReferralSecret
from campaigns.models.reward import Reward, RewardDate
from campaigns.models.season import Score, Season
from campaigns.models.simulation import Simulation
from campaigns.models.statement import ClosedMonth, MonthlyStatement
from campaigns.models.stripe import Funding, FundingReturn, PayHalt, Reconciliation, StripeEvent
from campaigns.models.submission import Evidence, Look, Submission
from campaigns.models.tax import TaxForm, TaxThreshold
from campaigns.models.tier import Recognition, Tier
from campaigns.models.treasury import Treasury

__all__ = [
    "POINTS",
    "Account",
    "Achievement",
    "Adjustment",
    "Award",
    "AwardRound",
    "BriefFact",
    "BriefPicture",
    "BriefPoint",
    "CalendarFeed",
    "Campaign",
    "CampaignChange",
    "CampaignPage",
    "CampaignReview",
    "CampaignTemplate",
    "ClosedMonth",
    "Contribution",
    "Conversion",
    "ConversionHint",
    "Criterion",
    "Draw",
    "EarningRule",
    "Evidence",
    "FairOverride",
    "Fulfilment",
    "Funding",
    "FundingReturn",
    "Goal",
    "GoalFigure",
    "Hint",
    "Hold",
    "Idea",
    "IdeaChange",
    "IdeaComment",
    "IdeaFlag",
    "IdeaVote",
    "Interest",
    "Invitation",
    "LedgerEntry",
    "Look",
    "Lot",
    "Mission",
    "MissionStep",
    "MissionTerms",
    "MissionWish",
    "MonthlyStatement",
    "OddTransfer",
    "OfflineWork",
    "PayAccount",
    "PayHalt",
    "Payout",
    "PostalAddress",
    "Recognition",
    "Reconciliation",
    "Redemption",
    "ReferralClicks",
    "ReferralLink",
    "ReferralMark",
    "ReferralRefund",
    "ReferralRule",
    "ReferralSecret",
    "Reward",
    "RewardCode",
    "RewardDate",
    "Score",
    "Season",
    "Simulation",
    "StripeEvent",
    "Submission",
    "TaxForm",
    "TaxThreshold",
    "Tier",
    "Transfer",
    "Treasury",
]
