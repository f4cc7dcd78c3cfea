from advocates.models.application import Answer, Application, ApplicationStep
from advocates.models.enrolment import Enrolment
from advocates.models.grant import Exercise, Grant, Narrowing, Right
from advocates.models.halt import Drill, Halt
from advocates.models.policy import Attestation, Clause, Policy, PolicyVersion
from advocates.models.program import CommunityManager, Program, Question
from advocates.models.restriction import Restriction

__all__ = [
    "Answer",
    "Application",
    "ApplicationStep",
    "Attestation",
    "Clause",
    "CommunityManager",
    "Drill",
    "Enrolment",
    "Exercise",
    "Grant",
    "Halt",
    "Narrowing",
    "Policy",
    "PolicyVersion",
    "Program",
    "Question",
    "Restriction",
    "Right",
]
