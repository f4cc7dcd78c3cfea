"""What every change of a grant has in common: the locked row, the state that may follow, the entry of the record."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Enrolment, Grant, Program
from record.actions import write
from sitewide.errors import Conflict, NotFound
from sitewide.reasons import reason_of

VERBS = {
    Grant.State.LIVE: "grant.accepted",
    Grant.State.DECLINED: "grant.declined",
    Grant.State.REVOKED: "grant.revoked",
    Grant.State.RESIGNED: "grant.resigned",
    Grant.State.EXPIRED: "grant.expired",
}
MOST_REASON = 400
ABOUT = ("program", "advocate", "granted_by", "scope", "passed_from__granted_by")


def locked(grant: Grant) -> Grant:
    """The grant as it is now, its row locked until the end of the transaction, so that uses wait for the change."""
    rows = Grant.objects.select_for_update(of=("self",)).select_related(*ABOUT)
    found = rows.filter(pk=grant.pk).first()
    if found is None:
        raise NotFound(_("There is no such grant."))
    return found


def passed_on(grants: Iterable[Grant]) -> list[Grant]:
    """The open grants that were passed on from these, which are locked: their rows locked in the one order of locking."""
    rows = Grant.objects.passed_on_from(grants).select_for_update(of=("self",))
    return list(rows.select_related(*ABOUT))


def locked_enrolments(program: Program, members: Iterable[User]) -> dict[int, Enrolment]:
    """The active enrolments by member, rows locked: whatever ends one either finds what is given or comes first."""
    rows = Enrolment.objects.select_for_update().filter(program=program, member__in=list(members), ended_at=None)
    return {enrolment.member_id: enrolment for enrolment in rows.order_by("pk")}


def must_be_theirs(grant: Grant, actor: User) -> None:
    """Refuses (404) everybody but the advocate to whom the right is given."""
    if grant.advocate_id != actor.pk:
        raise NotFound(_("There is no such grant."))


def said(reason: str) -> str:
    """The reason as it is kept. Refuses (422) one that says nothing or too much."""
    return reason_of(reason, MOST_REASON, _("Give a reason: it stands in the public register."))


def must_follow(grant: Grant, state: Grant.State) -> None:
    """Refuses (409) a state that cannot follow the grant's."""
    if state not in Grant.TRANSITIONS[grant.state]:
        told = {"state": grant.get_state_display()}
        raise Conflict(_("This cannot be done with a grant that is %(state)s.") % told, code=f"already_{grant.state}")


def end(grant: Grant, state: Grant.State, *, actor: User | None, at: datetime, reason: str = "", **data: Any) -> None:
    """Put the locked grant into a final state and write that."""
    must_follow(grant, state)
    if grant.state == Grant.State.OFFERED and actor is not None and actor.pk == grant.advocate_id:
        grant.answered_at = at
    grant.state, grant.ended_at, grant.ended_by, grant.end_reason = state, at, actor, reason
    grant.save(update_fields=["state", "answered_at", "ended_at", "ended_by", "end_reason"])
    noted(grant, VERBS[state], actor=actor, at=at, **data)


def noted(grant: Grant, verb: str, *, actor: User | None, at: datetime, **data: Any) -> None:
    write(verb, at=at, subject=grant, actor=actor, program=grant.program, grant=grant, right=grant.right, **data)
