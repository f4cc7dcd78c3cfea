"""Being an advocate for a term: its beginning and its end, which ends every right at once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions import grants
from advocates.actions.authority import must_manage
from advocates.actions.enrolment_letters import tell
from advocates.models import Enrolment, Program, Renewal
from advocates.queries.people import done_by
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.reasons import reason_of

End = Enrolment.End
MOST_AT_ONCE = 200
RENEW_WITHIN = timedelta(days=60)
"""How long before its end a term may be renewed; earlier, nobody knows yet how it went."""


@transaction.atomic
def enrol(program: Program, *, member: User, actor: User, at: datetime) -> Enrolment:
    """Make a member an advocate for a term, without an application; they are told with the program's welcome.

    Refuses whoever is no manager (403), oneself (403), a closed account (422) and who is enrolled already (409).
    """
    must_manage(actor, program)
    enrolment = begin_term(program, member=member, actor=actor, at=at)
    tell(enrolment, "begun", at=at)
    return enrolment


@transaction.atomic
def begin_term(program: Program, *, member: User, actor: User, at: datetime) -> Enrolment:
    """The term itself, for who has decided that it begins; the caller checks the right and writes the letter.

    Refuses oneself (403), a closed account (422) and who is enrolled already (409).
    """
    member = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if member.pk == actor.pk:
        raise Forbidden(_("Nobody enrols themselves: ask another manager."), code="to_oneself")
    if not member.is_active:
        raise Invalid(_("This account is closed."), code="closed_account")
    last = Enrolment.objects.select_for_update().filter(program=program, member=member, ended_at=None).first()
    if last is not None and last.term_ends > at:
        raise Conflict(_("%(member)s is an advocate of this program already.") % {"member": member}, code="enrolled")
    if last is not None:
        _end(last, End.TERM, actor=None, at=at)
    enrolment = Enrolment.objects.create(
        program=program, member=member, term_starts=at, term_ends=at + timedelta(days=program.enrolment_days),
        enrolled_by=actor,
    )  # fmt: skip
    until = enrolment.term_ends.isoformat()
    write("enrolment.begun", at=at, subject=enrolment, actor=actor, program=program, member=member.pk, until=until)
    return enrolment


@transaction.atomic
def renew(enrolment: Enrolment, *, actor: User, at: datetime) -> Enrolment:
    """Add the program's term to a term that runs and ends within 60 days. Rights keep their own ends.

    Refuses whoever is no manager (403), oneself (403), a closed account (422), a term that is over or has ended, and
    one that ends later (409): so of two simultaneous renewals one is refused.
    """
    enrolment = _locked(enrolment)
    program = enrolment.program
    must_manage(actor, program)
    if enrolment.member_id == actor.pk:
        raise Forbidden(_("Nobody renews their own term: ask another manager."), code="to_oneself")
    if not enrolment.member.is_active:
        raise Invalid(_("This account is closed."), code="closed_account")
    if enrolment.ended_at is not None or enrolment.term_ends <= at:
        raise Conflict(_("This term is over: the person can apply for another."), code="ended")
    if enrolment.term_ends > at + RENEW_WITHIN:
        told = {"days": RENEW_WITHIN.days}
        raise Conflict(_("A term is renewed in its last %(days)s days.") % told, code="too_early")
    before, until = enrolment.term_ends, enrolment.term_ends + timedelta(days=program.enrolment_days)
    enrolment.term_ends = until
    enrolment.save(update_fields=["term_ends"])
    Renewal.objects.create(enrolment=enrolment, at=at, by=actor, before=before, until=until)
    data: dict[str, Any] = {"member": enrolment.member_id, "before": before.isoformat(), "until": until.isoformat()}
    write("enrolment.renewed", at=at, subject=enrolment, actor=actor, program=program, **data)
    tell(enrolment, "renewed", at=at, by=actor)
    return enrolment


@transaction.atomic
def end(enrolment: Enrolment, *, reason: str, actor: User, at: datetime) -> Enrolment:
    """End somebody's enrolment, and with it every right they hold in the program.

    Refuses whoever is no manager (403), oneself (403: one leaves), without a reason (422), and one that has ended (409).
    """
    enrolment = _locked(enrolment)
    must_manage(actor, enrolment.program)
    if enrolment.member_id == actor.pk:
        raise Forbidden(_("Leave the program in your portal instead."), code="own_enrolment")
    reason = reason_of(reason, 400, _("Say why: the advocate reads it."))
    _end(enrolment, End.REMOVED, actor=actor, at=at, reason=reason)
    return enrolment


@transaction.atomic
def leave(enrolment: Enrolment, *, actor: User, at: datetime) -> Enrolment:
    """Leave the program oneself; every right is handed back at once. Refuses anybody else (404), one ended (409)."""
    enrolment = _locked(enrolment)
    if enrolment.member_id != actor.pk:
        raise NotFound(_("There is no such enrolment."))
    _end(enrolment, End.LEFT, actor=actor, at=at)
    return enrolment


@transaction.atomic
def end_terms(*, at: datetime) -> int:
    """End the enrolments whose term is over, at most 200 a run; answers how many. Safe to run twice and at once."""
    due = Enrolment.objects.select_for_update(skip_locked=True, of=("self",)).select_related("program", "member")
    ended = list(due.filter(ended_at=None, term_ends__lte=at).order_by("pk")[:MOST_AT_ONCE])
    for enrolment in ended:
        _end(enrolment, End.TERM, actor=None, at=at)
    return len(ended)


def _locked(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.select_for_update(of=("self",)).select_related("program", "member")
    return rows.get(pk=enrolment.pk)


def _end(enrolment: Enrolment, how: str, *, actor: User | None, at: datetime, reason: str = "") -> None:
    if enrolment.ended_at is not None:
        raise Conflict(_("This enrolment has ended already."), code="ended")
    enrolment.ended_at, enrolment.ended_by = at, actor
    enrolment.end, enrolment.end_reason = how, reason
    enrolment.save(update_fields=["ended_at", "ended_by", "end", "end_reason"])
    words = reason or str(End(how).label)
    rights = grants.end_all(enrolment, how=how, reason=words, actor=actor, at=at)
    data: dict[str, Any] = {"member": enrolment.member_id, "how": End(how).value, "grants": rights}
    write("enrolment.ended", at=at, subject=enrolment, actor=actor, program=enrolment.program, **data)
    known: dict[str, Any] = {"rights": rights, "done": done_by(enrolment.member, enrolment.program)}
    tell(enrolment, f"ended_{End(how).value}", at=at, **known)
