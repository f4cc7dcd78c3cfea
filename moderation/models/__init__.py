from moderation.models.appeal import WINDOW, Appeal, AppealMessage
from moderation.models.blind import BlindDecision, GoldCase, Rates
from moderation.models.case import Case, Cause
from moderation.models.classifier import CaseScore, Classifier
from moderation.models.coverage import CaseFit, UnmappedGroup, UnmappedList
from moderation.models.decision import ACTS, AGAINST, BECOMES, UNTOLD, Act, Decision, acts_for
from moderation.models.desk import CAP, DeskRule, SavedView, Workplace
from moderation.models.flag import Flag
from moderation.models.intake import HOURS, MOST_SAMPLED, Alarm, Intake, Promise, TextMark
from moderation.models.passing import Note, Skip
from moderation.models.playbook import Fact, Scenario, ScenarioVersion
from moderation.models.promotion import Promotion
from moderation.models.pseudonym import Pseudonym, Unmasking
from moderation.models.rule import Rule, RuleHit, RuleTrial
from moderation.models.strike import SILENCING, ClauseWeight, Measure, MeasureProposal, PersonAct, StandingRule
from moderation.models.tie import Tie
from moderation.models.transparency import TransparencyReport
from moderation.models.wellness import Wellness

__all__ = [
    "ACTS",
    "AGAINST",
    "BECOMES",
    "CAP",
    "HOURS",
    "MOST_SAMPLED",
    "SILENCING",
    "UNTOLD",
    "WINDOW",
    "Act",
    "Alarm",
    "Appeal",
    "AppealMessage",
    "BlindDecision",
    "Case",
    "CaseFit",
    "CaseScore",
    "Cause",
    "Classifier",
    "ClauseWeight",
    "Decision",
    "DeskRule",
    "Fact",
    "Flag",
    "GoldCase",
    "Intake",
    "Measure",
    "MeasureProposal",
    "Note",
    "PersonAct",
    "Promise",
    "Promotion",
    "Pseudonym",
    "Rates",
    "Rule",
    "RuleHit",
    "RuleTrial",
    "SavedView",
    "Scenario",
    "ScenarioVersion",
    "Skip",
    "StandingRule",
    "TextMark",
    "Tie",
    "TransparencyReport",
    "UnmappedGroup",
    "UnmappedList",
    "Unmasking",
    "Wellness",
    "Workplace",
    "acts_for",
]
