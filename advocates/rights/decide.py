"""Asking the rule of rights, and using a right."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from advocates.models import Exercise, Grant
from advocates.rights.answer import NotAllowed, RightsAnswer
from advocates.rights.facts import Place, facts_of
from advocates.rights.origin import UNTOLD, Origin
from advocates.rights.rule import answer
from record.actions import Number, write
from sitewide.composed import Composed, insert


def examine(
    person: User,
    right: str,
    place: Place,
    *,
    at: datetime,
    text: str = "",
    conflicts: tuple[str, ...] = (),
    origin: Origin | None = None,
    overridden: frozenset[int] = frozenset(),
) -> RightsAnswer:
    """May this person use this right on this place at this moment, and why or why not? Reads only."""
    facts = facts_of(person, place.program, at=at)
    return answer(facts, right, place, text=text, conflicts=conflicts, origin=origin, overridden=overridden)


def exercise(
    person: User,
    right: str,
    place: Place,
    *,
    at: datetime,
    text: str = "",
    conflicts: tuple[str, ...] = (),
    origin: Origin = UNTOLD,
    overridden: frozenset[int] = frozenset(),
) -> Exercise:
    """Use the right once, inside the caller's transaction.

    The person's grants, and those that they were passed on from, are locked first, in the order of their numbers, so
    that simultaneous uses, a revocation or a narrowing happen one after the other, and whoever counts the person's acts
    (quota, breaker) counts all of them; then the rule is examined afresh. Raises `NotAllowed`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A right is exercised in the transaction of its act.")
    _LOCKED.rows(person_id=person.pk, program_id=place.program.pk)
    asked: dict[str, Any] = {"text": text, "conflicts": conflicts, "origin": origin, "overridden": overridden}
    decided = examine(person, right, place, at=at, **asked)
    if not decided.allowed:
        raise NotAllowed(decided)
    assert decided.grant_id is not None, "what is allowed rests on a grant"
    used = insert(Exercise(grant_id=decided.grant_id, right=right, place_id=place.page_id, at=at, held=decided.held))
    grant = Number(decided.grant_id)
    write("right.exercised", at=at, actor=person, program=place.program, grant=grant, subject=used, right=right)
    return used


def _to_lock(person_id: int, program_id: int) -> QuerySet[Grant, Any]:
    """The numbers of the person's live grants, and of those that these were passed on from."""
    held = Grant.objects.filter(advocate_id=person_id, program_id=program_id, state=Grant.State.LIVE)
    return held.values("pk").union(held.values("passed_from_id"), all=True)


_LOCKED = Composed(
    lambda person_id, program_id: Grant.objects.select_for_update()
    .filter(pk__in=_to_lock(person_id, program_id))
    .order_by("pk")
    .only("pk"),
    person_id=int, program_id=int,
)  # fmt: skip
