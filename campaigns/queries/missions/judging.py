"""What waits to be judged, and who may judge it: nobody their own, nor that of somebody near to them."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from accounts.models import User
from campaigns.models import Look, Submission
from moderation.models import Tie
from moderation.queries.conflicts import conditions

NEAR = (*Tie.Kind.values, "related", "cohort")
"""The conflicts about a person, as the desk knows them."""


def with_conflict(rows: QuerySet[Submission], person: User) -> QuerySet[Submission]:
    """Each with `is_own` and `is_near`, and `is_looked`: whether this person judged its round already."""
    about = conditions(person, "")
    near = reduce(or_, (about[kind] for kind in NEAR))
    looked = Look.objects.filter(submission=OuterRef("pk"), round=OuterRef("round"), by=person)
    found: QuerySet[Submission] = rows.annotate(author=F("member"), written_at=F("taken_at")).annotate(
        is_own=ExpressionWrapper(Q(member=person), BooleanField()),
        is_near=ExpressionWrapper(near, BooleanField()),
        is_looked=Exists(looked),
    )
    return found


def to_judge(rows: QuerySet[Submission], person: User) -> QuerySet[Submission]:
    """What waits and this person may judge."""
    free: dict[str, Any] = {"is_own": False, "is_near": False, "is_looked": False}
    return with_conflict(rows.filter(state=Submission.State.WAITING), person).filter(**free)


def conflict_of(submission: Submission, person: User) -> str:
    """own, near or looked where the person must not judge it; empty where nothing speaks against it."""
    found = with_conflict(Submission.objects.filter(pk=submission.pk), person).get()
    codes = {"own": found.is_own, "near": found.is_near, "looked": found.is_looked}  # type: ignore[attr-defined]
    return next((code for code, holds in codes.items() if holds), "")
