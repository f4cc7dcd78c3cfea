from moderation.models.appeal import WINDOW, Appeal
from moderation.models.case import Case, Cause
from moderation.models.decision import ACTS, AGAINST, BECOMES, UNTOLD, Act, Decision, acts_for
from moderation.models.flag import Flag
from moderation.models.rule import Rule, RuleHit, RuleTrial
from moderation.models.wellness import Wellness

__all__ = [
    "ACTS",
    "AGAINST",
    "BECOMES",
    "UNTOLD",
    "WINDOW",
    "Act",
    "Appeal",
    "Case",
    "Cause",
    "Decision",
    "Flag",
    "Rule",
    "RuleHit",
    "RuleTrial",
    "Wellness",
    "acts_for",
]
