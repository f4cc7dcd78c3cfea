from advocates.models.application import Answer, Application, ApplicationStep
from advocates.models.enrolment import Enrolment
from advocates.models.grant import Exercise, Grant, Narrowing, Right
from advocates.models.halt import Halt
from advocates.models.policy import Attestation, Clause, Policy, PolicyTranslation, PolicyVersion, Wording
from advocates.models.program import CommunityManager, Program, Question
from advocates.models.restriction import Restriction

__all__ = [
    "Answer",
    "Application",
    "ApplicationStep",
    "Attestation",
    "Clause",
    "CommunityManager",
    "Enrolment",
    "Exercise",
    "Grant",
    "Halt",
    "Narrowing",
    "Policy",
    "PolicyTranslation",
    "PolicyVersion",
    "Program",
    "Question",
    "Restriction",
    "Right",
    "Wording",
]
