"""Who works on what: the claimed cases of a program with their clocks, for its managers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from advocates.models import Program
from moderation.models import Case
from moderation.queries.queue import EPOCH
from record.models import Entry

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class AtWork:
    """One page, the clock that ends first on top. `older` is the key of the next page, empty on the last."""

    cases: list[Case]
    older: str


def at_work(program: Program, *, key: str = "", size: int = A_PAGE, but: User | None = None) -> AtWork:
    """The cases that somebody holds, but none on what `but` wrote, who does not learn who has it in hand; each has
    `taken_at`, when they claimed it. One query."""
    rows = _claimed(program).filter(_after(key)) if key else _claimed(program)
    rows = rows.exclude(message__author=but) if but else rows
    found = list(rows.order_by("claimed_until", "pk")[: size + 1])
    more = len(found) > size
    return AtWork(found[:size], _key(found[size - 1]) if more else "")


def handed(program: Program, *, at: datetime, but: User | None = None) -> list[Case]:
    """The same of open cases that wait for one person only, those first that come back to all first; at most 50."""
    rows = Case.objects.filter(program=program, state=Case.State.OPEN, handed_until__gt=at)
    rows = rows.exclude(message__author=but) if but else rows
    return list(rows.select_related("message__page", "handed_to").order_by("handed_until", "pk")[:50])


def _claimed(program: Program) -> QuerySet[Case]:
    taken = Entry.objects.filter(
        subject_kind="moderation.case", subject_id=OuterRef("pk"), verb="case.claimed", actor_id=OuterRef("claimed_by")
    ).order_by("-pk")
    rows = Case.objects.filter(program=program, state=Case.State.OPEN, claimed_by__isnull=False)
    return rows.select_related("message__page", "claimed_by").annotate(taken_at=Subquery(taken.values("at")[:1]))


def _key(case: Case) -> str:
    assert case.claimed_until is not None, "a claim has an end"
    return f"{(case.claimed_until - EPOCH) // timedelta(microseconds=1)}_{case.pk}"


def _after(key: str) -> Q:
    """The condition that a claim comes after the one with this key; everything where the key cannot be read."""
    try:
        end, number = (int(part) for part in key.split("_"))
        moment = EPOCH + timedelta(microseconds=end)
    except (ValueError, OverflowError):
        return Q()
    return Q(claimed_until__gt=moment) | Q(claimed_until=moment, pk__gt=number)
