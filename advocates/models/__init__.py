from advocates.models.application import Answer, Application, ApplicationStep
from advocates.models.certification import Attempt, Certification, LessonRead, Reminder, Requirement
from advocates.models.connection import Connection
from advocates.models.enrolment import Enrolment, Renewal, TermReminder
from advocates.models.grant import Exercise, Grant, Narrowing, Right
from advocates.models.halt import Drill, Halt
from advocates.models.invitation import InvitationLink
from advocates.models.naming import NameChoice
from advocates.models.nomination import Nomination
from advocates.models.policy import Attestation, Clause, Policy, PolicyTranslation, PolicyVersion, Wording
from advocates.models.program import CommunityManager, DisclosureText, Program, Question
from advocates.models.restriction import Override, Restriction
from advocates.models.training import CoursePage, LessonPage
from advocates.models.vetting import ConflictOfInterest, Criterion, Review, Score

__all__ = [
    "Answer",
    "Application",
    "ApplicationStep",
    "Attempt",
    "Attestation",
    "Certification",
    "Clause",
    "CommunityManager",
    "ConflictOfInterest",
    "Connection",
    "CoursePage",
    "Criterion",
    "DisclosureText",
    "Drill",
    "Enrolment",
    "Exercise",
    "Grant",
    "Halt",
    "InvitationLink",
    "LessonPage",
    "LessonRead",
    "NameChoice",
    "Narrowing",
    "Nomination",
    "Override",
    "Policy",
    "PolicyTranslation",
    "PolicyVersion",
    "Program",
    "Question",
    "Reminder",
    "Renewal",
    "Requirement",
    "Restriction",
    "Review",
    "Right",
    "Score",
    "TermReminder",
    "Wording",
]
