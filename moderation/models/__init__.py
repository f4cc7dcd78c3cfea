from moderation.models.appeal import WINDOW, Appeal
from moderation.models.case import Case, Cause
from moderation.models.classifier import CaseScore, Classifier
from moderation.models.decision import ACTS, AGAINST, BECOMES, UNTOLD, Act, Decision, acts_for
from moderation.models.flag import Flag
from moderation.models.rule import Rule, RuleHit, RuleTrial

__all__ = [
    "ACTS",
    "AGAINST",
    "BECOMES",
    "UNTOLD",
    "WINDOW",
    "Act",
    "Appeal",
    "Case",
    "CaseScore",
    "Cause",
    "Classifier",
    "Decision",
    "Flag",
    "Rule",
    "RuleHit",
    "RuleTrial",
    "acts_for",
]
