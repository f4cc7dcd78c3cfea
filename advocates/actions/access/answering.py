"""What a manager answers for one grant of a round."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions import grants
from advocates.actions.access.steps import answered, held
from advocates.actions.authority import must_manage
from advocates.actions.grants.steps import MOST_REASON, must_follow, noted, said
from advocates.models import Grant, ReviewedGrant
from sitewide.errors import Conflict, Forbidden
from sitewide.text import one_line

Answer = ReviewedGrant.Answer


@transaction.atomic
def keep(item: ReviewedGrant, *, actor: User, at: datetime, reason: str = "") -> ReviewedGrant:
    """Confirm the grant as it is.

    Refuses whoever is no manager and the holder (403), one that is answered, after the deadline, and a grant that has
    ended (409).
    """
    item, grant = _answerable(item, actor, at)
    answered(item, Answer.KEPT, actor=actor, at=at, reason=one_line(reason, MOST_REASON))
    noted(grant, "grant.confirmed", actor=actor, at=at, review=item.review_id)
    return item


@transaction.atomic
def narrow(
    item: ReviewedGrant,
    *,
    reason: str,
    actor: User,
    at: datetime,
    per_day: int | None = None,
    in_total: int | None = None,
    ends_at: datetime | None = None,
) -> ReviewedGrant:
    """Confirm it with smaller limits. Refuses as `keep` and as narrowing a grant does."""
    item, grant = _answerable(item, actor, at)
    limits = {"per_day": per_day, "in_total": in_total}
    grants.narrow(grant, reason=reason, actor=actor, at=at, ends_at=ends_at, **limits)
    return answered(item, Answer.NARROWED, actor=actor, at=at, reason=said(reason))


@transaction.atomic
def end(item: ReviewedGrant, *, reason: str, actor: User, at: datetime) -> ReviewedGrant:
    """Confirm it no more: the grant is revoked. Refuses as `keep` and as revoking a grant does."""
    item, grant = _answerable(item, actor, at)
    grants.revoke(grant, reason=reason, actor=actor, at=at)
    return answered(item, Answer.ENDED, actor=actor, at=at, reason=said(reason))


def _answerable(item: ReviewedGrant, actor: User, at: datetime) -> tuple[ReviewedGrant, Grant]:
    item, grant = held(item)
    must_manage(actor, grant.program)
    if grant.advocate_id == actor.pk:
        raise Forbidden(_("Nobody judges a right of their own: ask another manager."), code="to_oneself")
    if item.answer:
        raise Conflict(_("This grant is answered already."), code="answered")
    if item.review.due_at <= at:
        raise Conflict(_("The time to answer is over."), code="too_late")
    must_follow(grant, Grant.State.REVOKED)
    return item, grant
