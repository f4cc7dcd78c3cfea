"""Silencing a member in a program for a time, and ending it sooner."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program, Silence
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid

LONGEST = {Silence.Kind.MUTE: timedelta(days=30), Silence.Kind.SUSPENSION: timedelta(days=365)}


@transaction.atomic
def silence(program: Program, *, member: User, kind: str, until: datetime, actor: User, at: datetime) -> Silence:
    """From now until then the member says nothing in the program; what they said stays.

    Refuses whoever is no manager, and oneself (403); an end that is over, or later than `LONGEST` allows (422).
    """
    must_manage(actor, program)
    if actor.pk == member.pk:
        raise Forbidden(_("Somebody else decides whether you may speak."), code="own_silence")
    if kind not in Silence.Kind.values:
        raise Invalid(_("Choose whether to mute or to suspend."), code="kind")
    longest = LONGEST[Silence.Kind(kind)]
    if not at < until <= at + longest:
        raise Invalid(_("Say for how many days: from 1 to %(days)d.") % {"days": longest.days}, code="days")
    made = Silence.objects.create(
        program=program, member=member, kind=kind, started_at=at, started_by=actor, ends_at=until
    )
    write("silence.started", at=at, subject=made, actor=actor, program=program, kind=kind, member=member.pk)
    return made


@transaction.atomic
def unsilence(silence: Silence, *, actor: User, at: datetime) -> Silence:
    """The member may speak again. Whether this actor may end it, the caller has asked: a manager, or the judge of an appeal.

    Refuses the member themselves (403), and what is over (409).
    """
    row = Silence.objects.select_for_update(of=("self",)).select_related("program").get(pk=silence.pk)
    if actor.pk == row.member_id:
        raise Forbidden(_("Somebody else decides whether you may speak."), code="own_silence")
    if row.ended_at is not None:
        raise Conflict(_("This is over already."), code="ended")
    row.ended_at, row.ended_by = at, actor
    row.save(update_fields=["ended_at", "ended_by"])
    write("silence.ended", at=at, subject=row, actor=actor, program=row.program, member=row.member_id)
    return row


@transaction.atomic
def expire(silence: Silence, *, at: datetime) -> bool:
    """Note that its time is over: it has stopped binding by itself. Answers whether this call noted it."""
    row = Silence.objects.select_for_update(of=("self",)).select_related("program").get(pk=silence.pk)
    if row.ended_at is not None or row.ends_at > at:
        return False
    row.ended_at = row.ends_at
    row.save(update_fields=["ended_at"])
    write("silence.expired", at=at, subject=row, program=row.program, member=row.member_id)
    return True
