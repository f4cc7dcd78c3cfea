"""An advocate hands on a narrower piece of a right that a manager allowed them to pass on, one level deep."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.actions.grants.issuing import (
    must_be_enrolled,
    must_be_possible,
    must_be_spoken_on,
    must_be_timely,
    must_be_within,
    terms_of,
)
from advocates.actions.grants.letters import tell
from advocates.actions.grants.steps import end, locked, locked_enrolments, must_be_theirs, noted, said
from advocates.models import Enrolment, Grant, Right
from advocates.rights import Place, answer, facts_of
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound

NOT_ABOUT_THE_HOLDER = frozenset({"within_quota", "unrestricted"})


@transaction.atomic
def pass_on(
    grant: Grant,
    *,
    to: User,
    scope: Page,
    reason: str,
    per_day: int,
    actor: User,
    at: datetime,
    in_total: int | None = None,
    ends_at: datetime | None = None,
    probation_uses: int | None = None,
) -> Grant:
    """Offer somebody else a narrower grant of the same right; the manager who gave it is told.

    Left out, its limits are those of the grant. Its uses count against both quotas, and it ends with the grant. Refuses a
    grant of somebody else (404); one that the manager did not allow to be passed on, that may not be used just now, and
    passing it to oneself or to who gave it (403); one that is not live, and what they hold or were offered already (409);
    somebody without an active enrolment, an end after the giver's term, and whatever is wider than the grant, than the
    program allows, or no narrower (422).
    """
    enrolments = locked_enrolments(grant.program, [actor, to])
    grant = locked(grant)
    must_be_theirs(grant, actor)
    _must_allow_it(grant, at)
    _must_be_usable(grant, scope, actor, at)
    _must_be_another(grant, to, enrolments.get(to.pk), at)
    _must_be_new(grant, to, scope)
    fresh = Grant(
        program=grant.program, advocate=to, right=grant.right, scope_id=scope.pk, reason=said(reason), per_day=per_day,
        in_total=grant.in_total if in_total is None else in_total, starts_at=max(at, grant.starts_at),
        ends_at=ends_at or min(grant.ends_at, enrolments[actor.pk].term_ends), granted_by=actor, offered_at=at,
        probation_uses=grant.probation_uses if probation_uses is None else probation_uses, passed_from=grant,
    )  # fmt: skip
    _must_be_narrower(fresh, grant, scope, enrolments[actor.pk].term_ends)
    _must_be_fit(fresh, scope, at)
    fresh.save(force_insert=True)
    _told(fresh, grant, actor, at)
    return fresh


@transaction.atomic
def take_back(grant: Grant, *, reason: str, actor: User, at: datetime) -> Grant:
    """End what one passed on oneself. Refuses everybody else (404), what has ended (409), and without a reason (422)."""
    grant = locked(grant)
    if grant.passed_from_id is None or grant.granted_by_id != actor.pk:
        raise NotFound(_("There is no such grant."))
    reason = said(reason)
    end(grant, Grant.State.REVOKED, actor=actor, at=at, reason=reason)
    tell(grant, "revoked", at=at, actor=actor, reason=reason)
    return grant


def _told(fresh: Grant, grant: Grant, actor: User, at: datetime) -> None:
    """The record of both grants, who gets the piece, and the manager who gave the right."""
    terms = terms_of(fresh)
    noted(fresh, "grant.offered", actor=actor, at=at, passed_from=grant.pk, **terms)
    noted(grant, "grant.passed_on", actor=actor, at=at, passed_on=fresh.pk, **terms)
    tell(fresh, "offered", at=at)
    tell(fresh, "passed_on", at=at, to=grant.granted_by, actor=actor)


def _must_allow_it(grant: Grant, at: datetime) -> None:
    if not grant.may_be_passed_on:
        raise Forbidden(_("This right may not be passed on: ask the manager who gave it."), code="not_to_be_passed_on")
    if grant.state != Grant.State.LIVE or not grant.starts_at <= at < grant.ends_at:
        raise Conflict(_("Only a right that is live can be passed on."), code="not_live")


def _must_be_usable(grant: Grant, scope: Page, actor: User, at: datetime) -> None:
    """Who is halted, suspended or unprotected passes nothing on; a quota used up or a quiet period is another matter.

    This grant alone is looked at: that another one of theirs may be used there lets nobody pass on one that may not.
    """
    facts = facts_of(actor, grant.program, at=at)
    alone = replace(facts, grants=tuple(one for one in facts.grants if one.id == grant.pk))
    found = answer(alone, grant.right, Place.on(scope, grant.program))
    ours = (check for check in found.checks if check.code not in NOT_ABOUT_THE_HOLDER | {"granted"})
    for check in ours:
        if not check.passed:
            raise Forbidden(check.sentence, code=check.code)


def _must_be_another(grant: Grant, to: User, enrolment: Enrolment | None, at: datetime) -> None:
    if to.pk == grant.advocate_id:
        raise Forbidden(_("You hold it already: pass it on to somebody else."), code="to_oneself")
    if to.pk == grant.granted_by_id:
        raise Forbidden(_("Nobody gets back what they gave: choose somebody else."), code="to_the_giver")
    must_be_enrolled(to, enrolment, at)


def _must_be_new(grant: Grant, to: User, scope: Page) -> None:
    given = Grant.objects.filter(passed_from=grant, advocate=to, scope_id=scope.pk, state__in=Grant.OPEN)
    if given.exists():
        raise Conflict(
            _("You have offered them this already, on this page: take that back first."), code="passed_on_already"
        )


def _must_be_narrower(fresh: Grant, grant: Grant, scope: Page, term_ends: datetime) -> None:
    """No wider than the grant in anything, and narrower in place, uses or time."""
    if not scope.path.startswith(grant.scope.path):
        raise Invalid(_("Choose a page that your own right covers."), code="wider_scope")
    if fresh.per_day > grant.per_day or _more(fresh.in_total, grant.in_total):
        raise Invalid(_("Nobody passes on more uses than they have themselves."), code="wider_quota")
    if fresh.ends_at > min(grant.ends_at, term_ends):
        raise Invalid(_("It ends no later than your own right, and no later than your term."), code="wider_time")
    if fresh.probation_uses < grant.probation_uses:
        raise Invalid(_("Its probation is at least as long as your own was."), code="shorter_probation")
    smaller = scope.pk != grant.scope_id or fresh.per_day < grant.per_day or fresh.ends_at < grant.ends_at
    if not smaller and not _more(grant.in_total, fresh.in_total):
        raise Invalid(
            _("What is passed on is narrower than what you have: a smaller place, fewer uses or a shorter time."),
            code="not_narrower",
        )


def _must_be_fit(fresh: Grant, scope: Page, at: datetime) -> None:
    """What holds of every grant of the program holds of this one."""
    must_be_possible(Right(fresh.right), fresh.per_day, fresh.in_total, fresh.probation_uses)
    must_be_timely(fresh.program, at, fresh.starts_at, fresh.ends_at)
    must_be_within(fresh.program, scope, fresh.per_day)
    must_be_spoken_on(fresh.program, scope)


def _more(one: int | None, other: int | None) -> bool:
    """Whether a limit is wider than another; none at all is the widest."""
    return other is not None and (one is None or one > other)
