"""Access reviews as the workbench shows them: how far a round is, and its grants page by page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from advocates.models import AccessReview, ReviewedGrant
from advocates.queries.suggestions import sentence_of
from advocates.rights.words import label_of

Answer = ReviewedGrant.Answer
COUNTS = {answer.name.lower(): Count("items", filter=Q(items__answer=answer)) for answer in Answer}


def with_progress(reviews: QuerySet[AccessReview]) -> QuerySet[Any]:
    """Each with `in_all`, `answered`, and how many got each answer: `open`, `kept`, `narrowed`, `ended`, `unconfirmed`,
    `over`."""
    answered = Count("items", filter=~Q(items__answer=Answer.OPEN))
    found: QuerySet[Any] = reviews.annotate(in_all=Count("items"), answered=answered, **COUNTS)
    return found


@dataclass(frozen=True, slots=True)
class Item:
    """One grant of a round, for a manager."""

    row: Any
    may_answer: bool

    @property
    def label(self) -> Any:
        return label_of(self.row.grant)

    @property
    def sentence(self) -> str:
        return sentence_of(self.row)

    @property
    def advice(self) -> str:
        """`keep`, `narrow` or `end`."""
        if self.row.per_day:
            return "narrow"
        return "end" if self.row.suggestion == "unused" else "keep"


def items_of(review: AccessReview, person: User, *, whose: str) -> QuerySet[ReviewedGrant]:
    """The grants of a round: `mine` are unanswered and fall to the person (or to nobody), `open` all unanswered,
    anything else all of them. A grant that was given to the person is in none."""
    rows = ReviewedGrant.objects.filter(review=review).exclude(grant__advocate=person)
    if whose in ("mine", "open"):
        rows = rows.filter(answer="")
    if whose == "mine":
        rows = rows.filter(Q(reviewer=person) | Q(reviewer=None))
    return rows.select_related("grant__advocate", "grant__scope", "grant__granted_by", "reviewer", "answered_by")


def listed(rows: list[ReviewedGrant], review: AccessReview, *, at: datetime) -> list[Item]:
    still = review.closed_at is None and review.due_at > at
    return [Item(row, still and not row.answer) for row in rows]
