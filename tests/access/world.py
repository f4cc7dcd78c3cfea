"""The demo program as the world of the access tests, beside a second program that must never see it."""

from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from advocates.actions.programs import appoint_manager
from advocates.models import (
    Application,
    Attempt,
    Attestation,
    Certification,
    Connection,
    CoursePage,
    Grant,
    Halt,
    LessonPage,
    PolicyVersion,
    Program,
)
from campaigns.models import (
    Award,
    Campaign,
    Evidence,
    Idea,
    Mission,
    MissionStep,
    OfflineWork,
    Redemption,
    ReferralLink,
    Reward,
    Submission,
)
from cms.models import BrandPage, Message, Scheduled
from config.demo import load
from moderation.models import Appeal, Case, Decision, Measure, MeasureProposal, SavedView, Tie, TransparencyReport
from tests.factories import ProgramFactory, UserFactory, manager_of
from tests.kept import kept

DAY = 86_400.0
KINDS = ("anonymous", "member", "applicant", "advocate", "moderator", "manager", "outsider")


@dataclass(frozen=True)
class World:
    """The people by kind, the numbers that addresses need, and the keys of the sessions of who is signed in.

    `outsider` manages the other program only.
    """

    people: dict[str, User]
    numbers: dict[str, int | str]
    sessions: dict[str, str]


def loaded() -> World:
    load(at=timezone.now(), tell=lambda _line: None)
    people = _people()
    return World(people, _numbers(), {kind: _session(person) for kind, person in people.items()})


world = kept(loaded, lasts=DAY)


def _session(person: User) -> str:
    client = Client()
    client.force_login(person)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def _people() -> dict[str, User]:
    other = ProgramFactory(hostname="other.example")
    handles = {
        "member": "sam", "applicant": "priya", "advocate": "ines", "moderator": "tomasz", "manager": "marta",
    }  # fmt: skip
    people = {kind: User.objects.get(handle=handle) for kind, handle in handles.items()}
    outsider = UserFactory()
    appoint_manager(other, member=outsider, actor=manager_of(other), at=timezone.now())
    return people | {"outsider": outsider}


def _numbers() -> dict[str, int | str]:
    return _of_rights_and_cases() | _of_campaigns()


def _of_campaigns() -> dict[str, int | str]:
    return {
        "reward": Reward.objects.order_by("points").values_list("pk", flat=True)[0],
        "badge": str(Award.objects.filter(member__handle="ines").latest("pk").uid),
        "achievement": str(Award.objects.filter(member__handle="ines").latest("pk").achievement.uid),
        "work": OfflineWork.objects.get(member__handle="ines", state=OfflineWork.State.RETURNED).pk,
        "redemption": Redemption.objects.filter(member__handle="ines").values_list("pk", flat=True)[0],
        "campaign": Campaign.objects.filter(state=Campaign.State.OPEN)
        .order_by("starts_at")
        .values_list("pk", flat=True)[0],
        "referral_code": ReferralLink.objects.filter(member__handle="ines").values_list("code", flat=True)[0],
        "referral_link": ReferralLink.objects.filter(member__handle="ines").values_list("pk", flat=True)[0],
        "idea": Idea.objects.get(author__handle="ravi").pk,
        "mission": Mission.objects.get(name="Mended, not replaced").pk,
        "submission": Submission.objects.get(member__handle="ines").pk,
        "mission_step": MissionStep.objects.get(kind="review").pk,
        "evidence": Evidence.objects.get(submission__member__handle="ines").pk,
        "mission_picture": Evidence.objects.get(kind=Evidence.Kind.PICTURE).pk,
    }


def _of_rights_and_cases() -> dict[str, int | str]:
    program = Program.objects.get(slug="kestrel-rowe")
    said = Message.objects.get(page__slug="cookware", title__startswith="A pan from a hedge")
    open_case = Case.objects.get(state=Case.State.OPEN, message__author__handle="ben")
    return {
        "program": program.pk,
        "page": BrandPage.objects.get(slug="cookware").pk,
        "message": said.pk,
        "held": Message.objects.get(state=Message.State.HELD, author__handle="greta").pk,
        "scheduled": Scheduled.objects.filter(author__handle="ines").values_list("pk", flat=True)[0],
        "removed": Message.objects.get(state=Message.State.REMOVED).pk,
        "case": open_case.pk,
        "view": SavedView.objects.filter(shared=True).values_list("pk", flat=True)[0],
        "decision": Decision.objects.get(act="remove", case__message__author__handle="sam").pk,
        "appeal": Appeal.objects.get(state=Appeal.State.OPEN).pk,
        "grant": Grant.objects.get(advocate__handle="ines", right="post").pk,
        "offered": Grant.objects.get(advocate__handle="ines", state=Grant.State.OFFERED).pk,
        "passed_on": Grant.objects.get(granted_by__handle="ines").pk,
        "halt": Halt.objects.filter(program=program).values_list("pk", flat=True)[0],
        "version": PolicyVersion.objects.filter(policy__slug="house-rules").values_list("pk", flat=True)[0],
        "attestation": Attestation.objects.filter(member__handle="ines").values_list("pk", flat=True)[0],
        "course": CoursePage.objects.get(slug="moderating-fairly").pk,
        "lesson": LessonPage.objects.get(slug="what-may-stay").pk,
        "attempt": Attempt.objects.get(member__handle="ines").pk,
        "certification": Certification.objects.get(member__handle="ines").pk,
        "connection": Connection.objects.get(person__handle="ines", kind="product").pk,
        "application": Application.objects.get(applicant__handle="priya").pk,
        "measure": Measure.objects.get(person__handle="sam").pk,
        "proposal": MeasureProposal.objects.get(person__handle="sam").pk,
        "tie": Tie.objects.get(person__handle="tomasz").pk,
        "quarter": TransparencyReport.objects.get(program=program).label,
    }
