"""Badges: made by managers, given by them for a reason or by rule, and revoked for a reason."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import Image

from accounts.models import User
from advocates.models import CoursePage, Enrolment, Program
from advocates.queries import manages
from campaigns.actions.near import must_not_be_near
from campaigns.actions.pictures import must_be_of_library
from campaigns.actions.recognition import rounds
from campaigns.actions.recognition.giving import give, tell
from campaigns.models import Achievement, Award, Tier
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.reasons import reason_of
from sitewide.text import one_line

Rule = Achievement.Rule
NEEDS = {Rule.CONTRIBUTIONS: "count", Rule.PLACE: "count", Rule.COURSE: "course", Rule.TIER: "tier"}
EARNED_BY = ("rule", "what", "count", "course", "tier", "active")
"""Where one of these changes, others have met the rule by now."""
MOST_DAYS = 3660


@dataclass(frozen=True, slots=True)
class Terms:
    """What a badge is for and how it is earned; of what a rule does not ask nothing is kept."""

    name: str
    description: str
    criteria: str
    rule: str = Rule.HAND
    what: str = ""
    count: int | None = None
    course: CoursePage | None = None
    tier: Tier | None = None
    picture: Image | None = None
    valid_days: int | None = None
    active: bool = True


@transaction.atomic
def set_badge(badge: Achievement, terms: Terms, *, actor: User, at: datetime) -> Achievement:
    """Make a badge or change one; what was given stays as it was signed. Who met its rule before has it soon.

    Refuses 404 whoever does not manage the program, 422 missing words, or a rule without what it asks for.
    """
    if not manages(actor, badge.program):
        raise NotFound(_("There is no such badge."))
    before = Achievement.objects.filter(pk=badge.pk).values_list(*EARNED_BY).first()
    for field in fields(Terms):
        setattr(badge, field.name, getattr(terms, field.name))
    for name, most in (("name", 80), ("description", 400), ("criteria", 600)):
        setattr(badge, name, one_line(getattr(terms, name), most))
    needed = NEEDS.get(Rule(badge.rule))
    for name in {"count", "course", "tier"} - {needed}:
        setattr(badge, name, None)
    badge.what = badge.what if badge.rule == Rule.CONTRIBUTIONS else ""
    _must_be_whole(badge, needed)
    badge.save()
    write("badge.set", at=at, actor=actor, program=badge.program, subject=badge, rule=badge.rule, active=badge.active)
    if before != _earned_by(badge):
        rounds.renew(badge, at=at)
    return badge


def _earned_by(badge: Achievement) -> tuple[Any, ...]:
    return badge.rule, badge.what, badge.count, badge.course_id, badge.tier_id, badge.active


def _must_be_whole(badge: Achievement, needed: str | None) -> None:
    if not (badge.name and badge.description and badge.criteria):
        raise Invalid(_("A badge has a name, a description and criteria."), code="bad_badge")
    if needed and not getattr(badge, needed):
        raise Invalid(_("Say what the rule asks for: how many, which course, or which tier."), code="rule_incomplete")
    must_be_of_library(badge.picture, badge.program)
    if badge.tier and badge.tier.program_id != badge.program_id:
        raise NotFound(_("There is no such tier."))
    if badge.course and Program.objects.of_page(badge.course) != badge.program:
        raise NotFound(_("There is no such course."))
    if badge.valid_days is not None and not 1 <= badge.valid_days <= MOST_DAYS:
        raise Invalid(_("A badge holds from one day to ten years, or without end."), code="bad_days")


@transaction.atomic
def award(badge: Achievement, *, member: User, reason: str, actor: User, at: datetime) -> Award:
    """Give a badge by hand. Refuses 404 whoever does not manage the program or was never an advocate of it, 403 oneself
    and who stands near to the member (`own`, `near`),
    422 no reason, 409 a badge that is earned by rule, is not given any more, or that the member has."""
    row = Achievement.objects.select_for_update(of=("self",), no_key=True).select_related("program").get(pk=badge.pk)
    if not manages(actor, row.program):
        raise NotFound(_("There is no such badge."))
    if not Enrolment.objects.filter(program=row.program, member=member).exists():
        raise NotFound(_("Badges are for advocates of the program."))
    if actor.pk == member.pk:
        raise Forbidden(_("Nobody gives a badge to themselves."), code="own")
    must_not_be_near(actor, [member.pk], row.program, since=at)
    if row.rule != Rule.HAND or not row.active:
        raise Conflict(_("This badge is not given by hand, or not any more."), code="not_by_hand")
    why = reason_of(reason, 400, _("Say what it is given for."), code="reason_missing")
    if Award.objects.filter(achievement=row, member=member, revoked_at=None).exists():
        raise Conflict(_("They have this badge already."), code="has_it")
    return give(row, member, at=at, actor=actor, reason=why)


@transaction.atomic
def revoke(given: Award, *, reason: str, actor: User, at: datetime) -> Award:
    """Take a badge back: from now on every check of its credential says so.

    Refuses 404 whoever does not manage the program, 403 one's own and that of somebody near, 422 no
    reason, 409 one that is revoked already.
    """
    rows = Award.objects.select_for_update(of=("self",)).select_related("achievement__program", "member")
    row = rows.get(pk=given.pk)
    if not manages(actor, row.achievement.program):
        raise NotFound(_("There is no such badge."))
    if actor.pk == row.member_id:
        raise Forbidden(_("Somebody else has to do this: the badge is yours."), code="own")
    must_not_be_near(actor, [row.member_id], row.achievement.program, since=row.at)
    if row.revoked_at is not None:
        raise Conflict(_("This badge is revoked already."), code="revoked")
    why = reason_of(reason, 400, _("Say why it is revoked."), code="reason_missing")
    row.revoked_at, row.revoked_by, row.revoked_why = at, actor, why
    row.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    program = row.achievement.program
    write("badge.revoked", at=at, actor=actor, program=program, subject=row, badge=row.achievement_id)
    tell(row, at)
    return row
