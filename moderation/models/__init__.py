from moderation.models.appeal import WINDOW, Appeal
from moderation.models.case import Case, Cause
from moderation.models.classifier import CaseScore, Classifier
from moderation.models.coverage import CaseFit, UnmappedGroup, UnmappedList
from moderation.models.decision import ACTS, AGAINST, BECOMES, UNTOLD, Act, Decision, acts_for
from moderation.models.desk import CAP, DeskRule, SavedView, Workplace
from moderation.models.flag import Flag
from moderation.models.intake import HOURS, MOST_SAMPLED, Alarm, Intake, Promise, TextMark
from moderation.models.passing import Note, Skip
from moderation.models.playbook import Fact, Scenario, ScenarioVersion
from moderation.models.rule import Rule, RuleHit, RuleTrial
from moderation.models.wellness import Wellness

__all__ = [
    "ACTS",
    "AGAINST",
    "BECOMES",
    "CAP",
    "HOURS",
    "MOST_SAMPLED",
    "UNTOLD",
    "WINDOW",
    "Act",
    "Alarm",
    "Appeal",
    "Case",
    "CaseFit",
    "CaseScore",
    "Cause",
    "Classifier",
    "Decision",
    "DeskRule",
    "Fact",
    "Flag",
    "Intake",
    "Note",
    "Promise",
    "Rule",
    "RuleHit",
    "RuleTrial",
    "SavedView",
    "Scenario",
    "ScenarioVersion",
    "Skip",
    "TextMark",
    "UnmappedGroup",
    "UnmappedList",
    "Wellness",
    "Workplace",
    "acts_for",
]
