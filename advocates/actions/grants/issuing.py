"""Offering a right to an advocate."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.grants.letters import tell
from advocates.actions.grants.steps import locked_enrolments, noted, said
from advocates.models import Enrolment, Grant, Program, Right
from advocates.models.grant import MOST_PROBATION, MOST_USES
from advocates.queries.places import places_of
from sitewide.errors import Forbidden, Invalid


@transaction.atomic
def issue(
    program: Program,
    *,
    advocate: User,
    right: str,
    scope: Page,
    reason: str,
    per_day: int,
    actor: User,
    at: datetime,
    in_total: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    probation_uses: int | None = None,
    may_be_passed_on: bool = False,
    shadow: bool = False,
) -> Grant:
    """Offer one right on one page and what is below it. It can be used once the advocate has accepted it.

    Its holder passes it on only where that is said here. A `shadow` grant lets an apprentice decide without effect. Left
    out, it starts at once, ends after `program.grant_days`, and has the program's probation (a right to moderate has
    none). Refuses whoever is no manager (403), a grant to oneself (403), somebody without an active enrolment, a page
    outside the program, one that is private or on which and below which nothing is ever said, limits that are none, a
    shadow of another right, and more than the program lets its managers grant: days, uses a day, the whole program (422).
    """
    grant = proposed(
        program, advocate=advocate, right=right, scope=scope, per_day=per_day, actor=actor, at=at, in_total=in_total,
        starts_at=starts_at, ends_at=ends_at, probation_uses=probation_uses, may_be_passed_on=may_be_passed_on,
        shadow=shadow,
    )  # fmt: skip
    grant.reason = said(reason)
    grant.save(force_insert=True)
    noted(grant, "grant.offered", actor=actor, at=at, **terms_of(grant))
    tell(grant, "offered", at=at)
    return grant


@transaction.atomic
def proposed(
    program: Program,
    *,
    advocate: User,
    right: str,
    scope: Page,
    per_day: int,
    actor: User,
    at: datetime,
    in_total: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    probation_uses: int | None = None,
    may_be_passed_on: bool = False,
    shadow: bool = False,
) -> Grant:
    """The grant that `issue` would offer, without its reason and not stored; refuses what `issue` would refuse."""
    enrolment = locked_enrolments(program, [advocate]).get(advocate.pk)
    must_manage(actor, program)
    _must_be_somebody_enrolled(advocate, enrolment, actor, at)
    starts_at = starts_at or at
    ends_at = ends_at or starts_at + timedelta(days=program.grant_days)
    if probation_uses is None:
        probation_uses = 0 if right == Right.MODERATE else program.probation_uses
    must_be_possible(right, per_day, in_total, probation_uses)
    _must_be_a_shadow_of_moderating(shadow, right, may_be_passed_on)
    must_be_timely(program, at, starts_at, ends_at)
    must_be_within(program, scope, per_day)
    must_be_spoken_on(program, scope)
    return Grant(
        program=program, advocate=advocate, right=right, scope_id=scope.pk, per_day=per_day, in_total=in_total,
        starts_at=starts_at, ends_at=ends_at, probation_uses=probation_uses, granted_by=actor, offered_at=at,
        may_be_passed_on=may_be_passed_on, shadow=shadow,
    )  # fmt: skip


def terms_of(grant: Grant) -> dict[str, Any]:
    """What was offered, as the record keeps it."""
    limits = {"per_day": grant.per_day, "in_total": grant.in_total, "probation_uses": grant.probation_uses}
    dates = {"starts_at": grant.starts_at.isoformat(), "ends_at": grant.ends_at.isoformat()}
    passing = {"may_be_passed_on": True} if grant.may_be_passed_on else {}
    shadow = {"shadow": True} if grant.shadow else {}
    return {"advocate": grant.advocate_id, "scope": grant.scope_id} | limits | dates | passing | shadow


def _must_be_somebody_enrolled(advocate: User, enrolment: Enrolment | None, actor: User, at: datetime) -> None:
    if advocate.pk == actor.pk:
        raise Forbidden(_("Nobody grants a right to themselves: ask another manager."), code="to_oneself")
    must_be_enrolled(advocate, enrolment, at)


def must_be_enrolled(advocate: User, enrolment: Enrolment | None, at: datetime) -> None:
    if enrolment is None or enrolment.term_ends <= at or not advocate.is_active:
        raise Invalid(_("Only somebody with an active enrolment can hold a right."), code="not_enrolled")


def must_be_possible(right: str, per_day: int, in_total: int | None, probation_uses: int) -> None:
    if right not in Right.values:
        raise Invalid(_("There is no such right."), code="unknown_right")
    if per_day < 1 or (in_total is not None and in_total < 1):
        raise Invalid(_("A grant allows at least one use."), code="no_use")
    if max(per_day, in_total or 0) > MOST_USES or probation_uses > MOST_PROBATION:
        told = {"uses": MOST_USES, "approved": MOST_PROBATION}
        raise Invalid(
            _("A grant has at most %(uses)s uses, and %(approved)s of them on probation.") % told, code="too_many"
        )
    if probation_uses < 0 or (right == Right.MODERATE and probation_uses):
        raise Invalid(_("A right to moderate has no probation."), code="no_probation")


def _must_be_a_shadow_of_moderating(shadow: bool, right: str, may_be_passed_on: bool) -> None:
    if shadow and (right != Right.MODERATE or may_be_passed_on):
        raise Invalid(_("Only a right to moderate can be without effect, and it is not passed on."), code="no_shadow")


def must_be_within(program: Program, scope: Page | None, per_day: int) -> None:
    """On a page of the program, and no more than it lets managers grant; where that became less, grants that stand go on.

    Without a scope the page is chosen later, and examined then.
    """
    if scope is not None and Program.objects.of_page(scope) != program:
        raise Invalid(_("This page does not belong to the program."), code="outside_the_program")
    if program.most_per_day is not None and per_day > program.most_per_day:
        told = {"most": program.most_per_day}
        raise Invalid(_("In this program a grant allows at most %(most)s uses a day.") % told, code="too_many_a_day")
    if scope is not None and scope.pk == program.root_page_id and not program.whole_program_grants:
        raise Invalid(
            _("In this program no right is given on the whole program: choose a page below."), code="too_wide"
        )


def must_be_spoken_on(program: Program, scope: Page) -> None:
    """A right is good for something, and its place can be named in public."""
    if not places_of(program).filter(path__startswith=scope.path).exists():
        raise Invalid(
            _("Nothing is said in public on this page or below it: choose one on which people speak."),
            code="not_spoken_on",
        )


def must_be_timely(program: Program, at: datetime, starts_at: datetime, ends_at: datetime) -> None:
    if starts_at < at:
        raise Invalid(_("A grant does not start in the past."), code="starts_in_the_past")
    if ends_at <= starts_at:
        raise Invalid(_("A grant ends after it starts."), code="ends_too_early")
    must_not_last_too_long(program, ends_at - starts_at)


def must_not_last_too_long(program: Program, lasts: timedelta) -> None:
    if lasts > timedelta(days=program.most_grant_days):
        told = {"days": program.most_grant_days}
        raise Invalid(_("In this program a grant lasts at most %(days)s days.") % told, code="ends_too_late")
