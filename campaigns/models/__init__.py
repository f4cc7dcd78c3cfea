from campaigns.models.contribution import Contribution, EarningRule
from campaigns.models.ledger import Account, LedgerEntry, Transfer
from campaigns.models.reward import Redemption, Reward, RewardCode

__all__ = [
    "Account",
    "Contribution",
    "EarningRule",
    "LedgerEntry",
    "Redemption",
    "Reward",
    "RewardCode",
    "Transfer",
]
