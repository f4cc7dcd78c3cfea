"""The deadline of a round: what nobody confirmed ends."""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from advocates.actions.access.steps import answered, held
from advocates.actions.grants.ending import end_passed_on
from advocates.actions.grants.letters import tell
from advocates.actions.grants.steps import end
from advocates.models import AccessReview, Grant, ReviewedGrant
from record.actions import write

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 1_000
Answer = ReviewedGrant.Answer


def close_due(*, at: datetime) -> int:
    """End what is unanswered in the rounds whose deadline is over, then close them; answers how many grants ended.

    Each grant is one transaction, so a sweep that is killed leaves whole answers and the next goes on; two at once
    end each grant once, since row and grant are locked and looked at again. One that cannot be ended keeps no other
    from it. At most 1,000 a run.
    """
    due = AccessReview.objects.filter(closed_at=None, due_at__lte=at).values("pk")
    waiting = ReviewedGrant.objects.filter(review__in=due, answer="").select_related("grant").order_by("review", "pk")
    ended = 0
    for item in list(waiting[:MOST_AT_ONCE]):
        try:
            ended += _end(item, at)
        except Exception:
            logger.exception(
                "Grant %s of an access review could not be ended; the next sweep tries again.", item.grant_id
            )
    for review in AccessReview.objects.filter(pk__in=due).exclude(items__answer=""):
        _close(review, at)
    return ended


@transaction.atomic
def _end(item: ReviewedGrant, at: datetime) -> int:
    item, grant = held(item)
    if item.answer or item.review.due_at > at:
        return 0
    if not Grant.TRANSITIONS[grant.state]:
        answered(item, Answer.OVER, actor=None, at=at)
        return 0
    end_passed_on([grant], Grant.State.EXPIRED, actor=None, at=at)
    about: dict[str, Any] = {"reason": _("Not confirmed in the access review"), "review": item.review_id}
    end(grant, Grant.State.EXPIRED, actor=None, at=at, **about)
    answered(item, Answer.UNCONFIRMED, actor=None, at=at)
    tell(grant, "unconfirmed", at=at)
    return 1


@transaction.atomic
def _close(review: AccessReview, at: datetime) -> None:
    row = AccessReview.objects.select_for_update(of=("self",)).select_related("program").get(pk=review.pk)
    if row.closed_at is not None or row.items.filter(answer="").exists():
        return
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    counts: dict[str, Any] = {answer: row.items.filter(answer=answer).count() for answer in Answer.values if answer}
    write("access_review.closed", at=at, subject=row, program=row.program, **counts)
