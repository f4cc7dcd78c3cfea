from moderation.models.appeal import WINDOW, Appeal
from moderation.models.case import Case, Cause
from moderation.models.decision import ACTS, AGAINST, BECOMES, UNTOLD, Act, Decision, acts_for
from moderation.models.desk import CAP, DeskRule, SavedView, Workplace
from moderation.models.flag import Flag
from moderation.models.passing import Note, Skip
from moderation.models.rule import Rule, RuleHit, RuleTrial

__all__ = [
    "ACTS",
    "AGAINST",
    "BECOMES",
    "CAP",
    "UNTOLD",
    "WINDOW",
    "Act",
    "Appeal",
    "Case",
    "Cause",
    "Decision",
    "DeskRule",
    "Flag",
    "Note",
    "Rule",
    "RuleHit",
    "RuleTrial",
    "SavedView",
    "Skip",
    "Workplace",
    "acts_for",
]
