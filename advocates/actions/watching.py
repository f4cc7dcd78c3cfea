"""What the program's rule does by itself when too much is taken down: it narrows, and only a person can undo that."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.actions.grants.letters import tell
from advocates.actions.grants.narrowing import narrow_passed_on
from advocates.actions.grants.steps import locked, noted
from advocates.actions.probation import weigh
from advocates.models import Grant, Narrowing, Right
from advocates.models.program import Narrowed
from advocates.queries.probation import removals_of
from advocates.queries.watching import watchers_of
from record.models import Entry

VERBS = frozenset(
    {
        "message.released", "message.restored", "message.hidden", "message.removed", "message.held", "message.withdrawn",
        "grant.revoked", "grant.resigned", "grant.expired",
    }
)  # fmt: skip
USUAL_PROBATION = 3
"""Approved uses that a grant needs again where its program has no usual probation."""
Change = tuple[str, int]


def follow(entry: Entry) -> None:
    """What an entry of the record about a message, or the end of a grant, means for its probation and its limits."""
    grant = _concerned(entry)
    if grant is None:
        return
    at = timezone.now()
    if entry.verb in ("message.hidden", "message.removed"):
        narrow_if_due(grant, at=at)
    if grant.on_probation:
        weigh(grant, at=at)


def _concerned(entry: Entry) -> Grant | None:
    grants = Grant.objects.select_related("program")
    if entry.subject_kind == "advocates.grant":
        return grants.filter(pk=entry.subject_id).first()
    return grants.filter(exercises__message=entry.subject_id).first()


@transaction.atomic
def narrow_if_due(grant: Grant, *, at: datetime) -> Narrowing | None:
    """Narrow a live grant to post or reply once as many messages as the program says were taken down within its days.

    Removals are counted since the rule narrowed it last, so running twice, or at once, narrows once. What was overturned
    before counts no more; what is overturned afterwards does not widen it again. Nothing happens where it cannot be
    narrower still.
    """
    grant = locked(grant)
    program = grant.program
    if not program.narrow_after or grant.state != Grant.State.LIVE or grant.right == Right.MODERATE:
        return None
    last = grant.narrowings.filter(by=None).aggregate(at=Max("at"))["at"]
    since = max(filter(None, (at - timedelta(days=program.narrow_days), last)))
    found = removals_of(grant, since=since)
    change = _next(grant) if len(found) >= program.narrow_after else None
    return _narrowed(grant, change, found, at) if change else None


def _next(grant: Grant) -> Change | None:
    """What the program does first, else the other."""
    ways: dict[str, Callable[[Grant], Change | None]] = {Narrowed.HOLD: _on_probation, Narrowed.QUOTA: _half}
    first, second = (
        (Narrowed.HOLD, Narrowed.QUOTA)
        if grant.program.narrow_how == Narrowed.HOLD
        else (Narrowed.QUOTA, Narrowed.HOLD)
    )
    return ways[first](grant) or ways[second](grant)


def _on_probation(grant: Grant) -> Change | None:
    needed = max(grant.probation_uses, grant.program.probation_uses or USUAL_PROBATION)
    return None if grant.on_probation else ("probation_uses", needed)


def _half(grant: Grant) -> Change | None:
    return ("per_day", grant.per_day // 2) if grant.per_day > 1 else None


def _narrowed(grant: Grant, change: Change, removed: list[int], at: datetime) -> Narrowing:
    limit, after = change
    before = 0 if limit == "probation_uses" else grant.per_day
    told: dict[str, Any] = {"count": len(removed), "days": grant.program.narrow_days}
    reason = _("The program's rule: %(count)s messages under it were taken down within %(days)s days.") % told
    row = Narrowing.objects.create(
        grant=grant, at=at, by=None, reason=reason, limit=limit, before=str(before), after=str(after)
    )
    if limit == "per_day":
        narrow_passed_on(grant, {limit: after}, actor=None, at=at)
    setattr(grant, limit, after)
    changed = [limit]
    if limit == "probation_uses":
        grant.probation_ended_at = None
        changed.append("probation_ended_at")
    grant.save(update_fields=changed)
    noted(grant, "grant.narrowed", actor=None, at=at, removed=sorted(removed), **{limit: after})
    tell(grant, "narrowed", at=at, actor=_("The program's rule"), reason=reason)
    for manager in watchers_of(grant):
        tell(grant, "narrowed_alone", at=at, to=manager, reason=reason)
    return row
