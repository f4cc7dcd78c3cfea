"""What happens to a certification: revoked, and its end announced, each time once."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.certification_letters import tell
from advocates.models import Certification, Reminder
from record.actions import write
from sitewide.errors import Conflict, Forbidden
from sitewide.reasons import reason_of

REMIND_BEFORE = (30, 7, 0)
"""Days before its end that a certification is called to mind; 0 says that it has ended."""
TELL_END_FOR = timedelta(days=7)
"""How long after the end it is still told, if nothing told it then."""
MOST_AT_ONCE = 500


@transaction.atomic
def revoke(certification: Certification, *, reason: str, actor: User, at: datetime) -> Certification:
    """End a certification at once: rights that require it are suspended from the next use on.

    Refuses whoever is no manager, or holds it themselves (403), one that is revoked already (409), no reason (422).
    """
    rows = Certification.objects.select_for_update(of=("self",)).select_related("program", "course", "member")
    certification = rows.get(pk=certification.pk)
    must_manage(actor, certification.program)
    if certification.member_id == actor.pk:
        raise Forbidden(_("Nobody decides about their own certification: ask another manager."), code="own")
    if certification.revoked_at is not None:
        raise Conflict(_("This certification is revoked already."), code="already_revoked")
    kept = reason_of(reason, 400, _("Give a reason: whoever holds it reads it."))
    certification.revoked_at, certification.revoked_by, certification.reason = at, actor, kept
    certification.save(update_fields=["revoked_at", "revoked_by", "reason"])
    write(
        "certification.revoked", at=at, subject=certification, actor=actor, program=certification.program,
        course=certification.course_id,
    )  # fmt: skip
    tell(certification, "revoked", at=at)
    return certification


def remind(*, at: datetime) -> int:
    """Write the letters that are due before and at the end of certifications; answers how many. Safe to run twice.

    Nobody is reminded of one that a later certification of the same course has replaced, and of several due at once
    (nothing ran for a while) only the latest is written.
    """
    return sum(_remind(days, at) for days in sorted(REMIND_BEFORE))


@transaction.atomic
def _remind(days: int, at: datetime) -> int:
    locked = Certification.objects.select_for_update(of=("self",), skip_locked=True)
    due = locked.filter(revoked_at=None, expires_at__lte=at + timedelta(days=days), expires_at__gt=at - TELL_END_FOR)
    due = due.exclude(expires_at__lte=at) if days else due
    told = Reminder.objects.filter(certification=OuterRef("pk"), days__lte=days)
    later = Certification.objects.filter(
        course=OuterRef("course"), member=OuterRef("member"), expires_at__gt=OuterRef("expires_at"), revoked_at=None
    )
    found = due.filter(~Exists(told), ~Exists(later)).select_related("program", "course", "member").order_by("pk")
    done = list(found[:MOST_AT_ONCE])
    for certification in done:
        Reminder.objects.create(certification=certification, days=days, at=at)
        about = "reminder" if days else "expired"
        write(f"certification.{'reminded' if days else 'expired'}", at=at, subject=certification,
              program=certification.program, days=days)  # fmt: skip
        tell(certification, about, at=at, days=max((certification.expires_at - at).days, 1))
    return len(done)
