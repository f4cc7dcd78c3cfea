from advocates.models.application import Answer, Application, ApplicationStep
from advocates.models.certification import Attempt, Certification, LessonRead, Reminder, Requirement
from advocates.models.connection import Connection
from advocates.models.enrolment import Enrolment
from advocates.models.grant import Exercise, Grant, Narrowing, Right
from advocates.models.halt import Drill, Halt
from advocates.models.policy import Attestation, Clause, Policy, PolicyTranslation, PolicyVersion, Wording
from advocates.models.program import CommunityManager, Program, Question
from advocates.models.restriction import Restriction
from advocates.models.training import CoursePage, LessonPage

__all__ = [
    "Answer",
    "Application",
    "ApplicationStep",
    "Attempt",
    "Attestation",
    "Certification",
    "Clause",
    "CommunityManager",
    "Connection",
    "CoursePage",
    "Drill",
    "Enrolment",
    "Exercise",
    "Grant",
    "Halt",
    "LessonPage",
    "LessonRead",
    "Narrowing",
    "Policy",
    "PolicyTranslation",
    "PolicyVersion",
    "Program",
    "Question",
    "Reminder",
    "Requirement",
    "Restriction",
    "Right",
    "Wording",
]
