from moderation.models.appeal import WINDOW, Appeal
from moderation.models.case import Case, Cause
from moderation.models.coverage import CaseFit, UnmappedGroup, UnmappedList
from moderation.models.decision import ACTS, AGAINST, BECOMES, UNTOLD, Act, Decision, acts_for
from moderation.models.flag import Flag
from moderation.models.playbook import Fact, Scenario, ScenarioVersion
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
    "CaseFit",
    "Cause",
    "Decision",
    "Fact",
    "Flag",
    "Rule",
    "RuleHit",
    "RuleTrial",
    "Scenario",
    "ScenarioVersion",
    "UnmappedGroup",
    "UnmappedList",
    "acts_for",
]
