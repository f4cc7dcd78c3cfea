"""Ending rights from the program's side: by decision, by time, with the enrolment."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.grants.letters import tell
from advocates.actions.grants.steps import ABOUT, MOST_REASON, end, locked, must_follow, passed_on, said
from advocates.models import Enrolment, Grant
from sitewide.text import one_line

OPEN = Grant.OPEN
WITH_IT = _("The right that it was passed on from has ended.")
MOST_AT_ONCE = 500
WITH_ENROLMENT = {
    Enrolment.End.LEFT: Grant.State.RESIGNED,
    Enrolment.End.REMOVED: Grant.State.REVOKED,
    Enrolment.End.TERM: Grant.State.EXPIRED,
}


@transaction.atomic
def revoke(grant: Grant, *, reason: str, actor: User, at: datetime) -> Grant:
    """End a grant at once, and what was passed on from it. A use that starts after this returns is refused.

    Refuses whoever is no manager (403), a grant that has ended (409), and without a reason (422).
    """
    grant = locked(grant)
    must_manage(actor, grant.program)
    reason = said(reason)
    must_follow(grant, Grant.State.REVOKED)
    end_passed_on([grant], Grant.State.REVOKED, actor=actor, at=at)
    end(grant, Grant.State.REVOKED, actor=actor, at=at, reason=reason)
    tell(grant, "revoked", at=at, actor=actor, reason=reason)
    return grant


def end_passed_on(grants: Iterable[Grant], state: Grant.State, *, actor: User | None, at: datetime) -> None:
    """End what was passed on from grants that are about to end in this state; its holders are told. They are locked."""
    reason = str(WITH_IT)
    for child in passed_on(grants):
        final = Grant.State.EXPIRED if state == Grant.State.EXPIRED else Grant.State.REVOKED
        end(child, final, actor=actor, at=at, reason=reason)
        tell(child, "expired" if final == Grant.State.EXPIRED else "revoked", at=at, actor=actor, reason=reason)


@transaction.atomic
def expire_ended(*, at: datetime) -> int:
    """Close the offered and live grants whose time is over, at most 500 a run; answers how many. Safe to run twice.

    What was passed on ends no later than what it comes from, so it is among them or was closed before.
    """
    due = Grant.objects.select_for_update(skip_locked=True, of=("self",)).filter(state__in=OPEN, ends_at__lte=at)
    due = due.select_related(*ABOUT).order_by("pk")[:MOST_AT_ONCE]
    ended = list(due)
    for grant in ended:
        end(grant, Grant.State.EXPIRED, actor=None, at=at)
        tell(grant, "expired", at=at)
    return len(ended)


@transaction.atomic
def end_all(enrolment: Enrolment, *, how: str, reason: str, actor: User | None, at: datetime) -> int:
    """End every open grant of the member in the program, and what they passed on; answers how many were theirs.

    `how` is an `Enrolment.End`. The caller has locked the enrolment's row, so that nothing more is passed on, and decided
    that it ends; it writes the one letter about both.
    """
    state = WITH_ENROLMENT[Enrolment.End(how)]
    theirs = Grant.objects.filter(program_id=enrolment.program_id, advocate_id=enrolment.member_id, state__in=OPEN)
    rows = Grant.objects.select_for_update(of=("self",)).select_related("program").order_by("pk").filter(state__in=OPEN)
    all_of_them = list(rows.filter(pk__in=theirs.values("pk").union(_passed_on(theirs), all=True)))
    found = [grant for grant in all_of_them if grant.advocate_id == enrolment.member_id]
    end_passed_on(found, state, actor=actor, at=at)
    for grant in found:
        never_taken = grant.state == Grant.State.OFFERED and state == Grant.State.RESIGNED
        final = Grant.State.DECLINED if never_taken else state
        end(grant, final, actor=actor, at=at, reason=one_line(reason, MOST_REASON), enrolment=enrolment.pk)
    return len(found)


def _passed_on(grants: QuerySet[Grant]) -> QuerySet[Grant, Any]:
    return Grant.objects.filter(passed_from__in=grants, state__in=OPEN).values("pk")
