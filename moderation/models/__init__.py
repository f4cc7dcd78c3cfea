from moderation.models.appeal import WINDOW, Appeal
from moderation.models.blind import BlindDecision, GoldCase, Rates
from moderation.models.case import Case, Cause
from moderation.models.decision import ACTS, AGAINST, BECOMES, UNTOLD, Act, Decision, acts_for
from moderation.models.flag import Flag
from moderation.models.promotion import Promotion
from moderation.models.pseudonym import Pseudonym, Unmasking
from moderation.models.rule import Rule, RuleHit, RuleTrial
from moderation.models.tie import Tie
from moderation.models.transparency import TransparencyReport

__all__ = [
    "ACTS",
    "AGAINST",
    "BECOMES",
    "UNTOLD",
    "WINDOW",
    "Act",
    "Appeal",
    "BlindDecision",
    "Case",
    "Cause",
    "Decision",
    "Flag",
    "GoldCase",
    "Promotion",
    "Pseudonym",
    "Rates",
    "Rule",
    "RuleHit",
    "RuleTrial",
    "Tie",
    "TransparencyReport",
    "Unmasking",
    "acts_for",
]
