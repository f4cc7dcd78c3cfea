"""What every answer in a round has in common: grant and row locked in one order, the answer, the entry of the record."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.grants.steps import locked
from advocates.models import Grant, ReviewedGrant
from record.actions import write
from sitewide.errors import NotFound


def held(item: ReviewedGrant) -> tuple[ReviewedGrant, Grant]:
    """The grant locked first, then the row, so that an answer and the deadline come one after the other."""
    grant = locked(item.grant)
    row = (
        ReviewedGrant.objects.select_for_update(of=("self",))
        .select_related("review__program")
        .filter(pk=item.pk)
        .first()
    )
    if row is None:
        raise NotFound(_("There is no such grant."))
    return row, grant


def answered(
    item: ReviewedGrant, answer: ReviewedGrant.Answer, *, actor: User | None, at: datetime, reason: str = ""
) -> ReviewedGrant:
    """Keep the answer of the locked row and write it."""
    item.answer, item.answered_at, item.answered_by, item.reason = answer, at, actor, reason
    item.save(update_fields=["answer", "answered_at", "answered_by", "reason"])
    about: dict[str, Any] = {"at": at, "actor": actor, "program": item.review.program, "grant": Grant(pk=item.grant_id)}
    write("access_review.answered", subject=item, answer=str(answer), review=item.review_id, **about)
    return item
