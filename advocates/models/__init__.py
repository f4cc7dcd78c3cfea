from advocates.models.access import AccessReview, AccessReviewLetter, ReviewedGrant
from advocates.models.application import Answer, Application, ApplicationStep
from advocates.models.certification import Attempt, Certification, LessonRead, Reminder, Requirement
from advocates.models.connection import Connection
from advocates.models.enrolment import Enrolment, Renewal, TermReminder
from advocates.models.grant import Exercise, Grant, Narrowing, Right
from advocates.models.grant_template import GrantTemplate
from advocates.models.halt import Drill, Halt
from advocates.models.invitation import InvitationLink
from advocates.models.naming import NameChoice
from advocates.models.nomination import Nomination
from advocates.models.policy import Attestation, Clause, Policy, PolicyTranslation, PolicyVersion, Wording
from advocates.models.probation import ProbationProposal
from advocates.models.program import CommunityManager, DisclosureText, Program, Question
from advocates.models.restriction import Override, Restriction
from advocates.models.silence import Silence
from advocates.models.training import CoursePage, LessonPage
from advocates.models.vetting import ConflictOfInterest, Criterion, Review, Score

__all__ = [
    "AccessReview",
    "AccessReviewLetter",
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
    "GrantTemplate",
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
    "ProbationProposal",
    "Program",
    "Question",
    "Reminder",
    "Renewal",
    "Requirement",
    "Restriction",
    "Review",
    "ReviewedGrant",
    "Right",
    "Score",
    "Silence",
    "TermReminder",
    "Wording",
]
