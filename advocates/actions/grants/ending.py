"""Ending rights from the program's side: by decision, by time, with the enrolment."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.grants.letters import tell
from advocates.actions.grants.steps import MOST_REASON, end, locked, said
from advocates.models import Enrolment, Grant
from sitewide.text import one_line

OPEN = (Grant.State.OFFERED, Grant.State.LIVE)
MOST_AT_ONCE = 500
WITH_ENROLMENT = {
    Enrolment.End.LEFT: Grant.State.RESIGNED,
    Enrolment.End.REMOVED: Grant.State.REVOKED,
    Enrolment.End.TERM: Grant.State.EXPIRED,
}


@transaction.atomic
def revoke(grant: Grant, *, reason: str, actor: User, at: datetime) -> Grant:
    """End a grant at once. A use that starts after this returns is refused.

    Refuses whoever is no manager (403), a grant that has ended (409), and without a reason (422).
    """
    grant = locked(grant)
    must_manage(actor, grant.program)
    reason = said(reason)
    end(grant, Grant.State.REVOKED, actor=actor, at=at, reason=reason)
    tell(grant, "revoked", at=at, actor=actor, reason=reason)
    return grant


@transaction.atomic
def expire_ended(*, at: datetime) -> int:
    """Close the offered and live grants whose time is over, at most 500 a run; answers how many. Safe to run twice."""
    due = Grant.objects.select_for_update(skip_locked=True, of=("self",)).filter(state__in=OPEN, ends_at__lte=at)
    due = due.select_related("program", "advocate", "granted_by", "scope").order_by("pk")[:MOST_AT_ONCE]
    ended = list(due)
    for grant in ended:
        end(grant, Grant.State.EXPIRED, actor=None, at=at)
        tell(grant, "expired", at=at)
    return len(ended)


@transaction.atomic
def end_all(enrolment: Enrolment, *, how: str, reason: str, actor: User | None, at: datetime) -> int:
    """End every open grant of the member in the program; answers how many. `how` is an `Enrolment.End`.

    The caller has locked the enrolment's row and decided that it ends; it writes the one letter about both.
    """
    state = WITH_ENROLMENT[Enrolment.End(how)]
    grants = Grant.objects.select_for_update(of=("self",)).select_related("program")
    grants = grants.filter(program_id=enrolment.program_id, advocate_id=enrolment.member_id, state__in=OPEN)
    found = list(grants.order_by("pk"))
    for grant in found:
        never_taken = grant.state == Grant.State.OFFERED and state == Grant.State.RESIGNED
        final = Grant.State.DECLINED if never_taken else state
        end(grant, final, actor=actor, at=at, reason=one_line(reason, MOST_REASON), enrolment=enrolment.pk)
    return len(found)
