"""The letters of a round: at its opening, a week before its deadline and a day before."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count

from accounts.models import User
from advocates.actions.access.opening import reviewer_for
from advocates.models import AccessReview, AccessReviewLetter, ReviewedGrant
from advocates.queries import address_of
from advocates.queries.watching import managers_of
from sitewide.mail import write_letter

DAYS_BEFORE = (7, 1)
OPENING = 0


def remind(*, at: datetime) -> int:
    """Give what fell to somebody who has left to another manager, then write what is due; answers how many letters.

    Each letter is written once, whoever runs this and how often. Of several due at once only the most urgent is written.
    """
    found = AccessReview.objects.filter(closed_at=None, due_at__gt=at).order_by("pk")
    return sum(_remind(review, at) for review in found)


@transaction.atomic
def _remind(review: AccessReview, at: datetime) -> int:
    review = AccessReview.objects.select_for_update(of=("self",)).select_related("program").get(pk=review.pk)
    managers = managers_of(review.program)
    _hand_over(review, [manager.pk for manager in managers])
    open_items = ReviewedGrant.objects.filter(review=review, answer="").order_by()
    waiting = dict(open_items.values("reviewer").annotate(n=Count("pk")).values_list("reviewer", "n"))
    days = next((days for days in sorted(DAYS_BEFORE) if review.due_at <= at + timedelta(days=days)), OPENING)
    return sum(_write(review, manager, waiting[manager.pk], days, at) for manager in managers if manager.pk in waiting)


def _hand_over(review: AccessReview, managers: list[int]) -> None:
    left = ReviewedGrant.objects.filter(review=review, answer="").exclude(reviewer__in=managers)
    given: Counter[int] = Counter()
    rows = left.select_for_update(of=("self",)).select_related("grant__passed_from").order_by("pk")
    for item in rows.iterator(chunk_size=500):
        reviewer = reviewer_for(item.grant, managers, given)
        if reviewer is not None:
            given[reviewer] += 1
        if reviewer != item.reviewer_id:
            ReviewedGrant.objects.filter(pk=item.pk, answer="").update(reviewer=reviewer)


def _write(review: AccessReview, to: User, waiting: int, days: int, at: datetime) -> int:
    told = AccessReviewLetter.objects.filter(review=review, reviewer=to)
    if (told.filter(days__gt=OPENING, days__lte=days) if days else told).exists():
        return 0
    AccessReviewLetter.objects.create(review=review, reviewer=to, days=days, at=at)
    context: dict[str, Any] = {
        "review": review, "reader": to, "program": review.program, "waiting": waiting,
        "base_url": address_of(review.program), "days": days,
    }  # fmt: skip
    about = "access_review_due" if days else "access_review_opened"
    write_letter(to=to.email, about=about, context=context, at=at, member=to)
    return 1
