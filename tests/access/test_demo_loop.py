"""The demo can be gone through to the end by the people whose sign-ins it prints."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from advocates.actions import applications, grants, policies, reviews
from advocates.models import Application, Enrolment, Grant, PolicyVersion, Right
from advocates.queries.vetting import criteria_of
from cms.models import BrandPage
from config.demo import sign_ins
from tests.access.world import World, world

__all__ = ["world"]
pytestmark = pytest.mark.django_db


def test_the_printed_people_answer_judge_accept_and_grant(world: World) -> None:
    """Guard: `SIGN_INS`; with one printed manager nobody could give the second review."""
    at, printed = timezone.now(), {role: User.objects.get(email=email) for role, email in sign_ins()}
    asked = Application.objects.get(applicant=printed["applicant"])
    sent = applications.submit(asked, answers=_kept(asked), actor=printed["applicant"], at=at)
    for role in ("manager", "reviewer"):
        points = {one.pk: 3 for one in criteria_of(sent.program)}
        reviews.give(sent, points=points, advice="accept", note="Shows it.", actor=printed[role], at=at)
    applications.accept(sent, actor=printed["manager"], at=at)
    assert Enrolment.objects.filter(member=printed["applicant"], ended_at=None).exists()
    for version in PolicyVersion.objects.current(at).filter(policy__program=sent.program, policy__attested=True):
        policies.attest(version, member=printed["applicant"], at=at)
    offered = grants.issue(
        sent.program, advocate=printed["applicant"], right=Right.REPLY, scope=BrandPage.objects.get(slug="cookware"),
        reason="Answers well.", actor=printed["manager"], at=at, per_day=5, starts_at=at, ends_at=at + timedelta(days=9),
    )  # fmt: skip
    assert grants.accept(offered, actor=printed["applicant"], at=at).state == Grant.State.LIVE


def _kept(application: Application) -> dict[int, str]:
    return dict(application.answers.values_list("question_id", "text"))
