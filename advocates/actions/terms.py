"""The end of a term, called to mind on both sides while it can still be renewed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from accounts.models import User
from advocates.actions.enrolment_letters import tell
from advocates.models import Enrolment, TermReminder
from record.actions import write

REMIND_BEFORE = (30, 7)
"""Days before its end that a term is called to mind."""
MOST_AT_ONCE = 200


def remind(*, at: datetime) -> int:
    """Write to the member and to every manager that a term ends; answers how many terms. Safe to run twice and at once.

    Of two reminders due at once (nothing ran for a while) only the later is written, and a term that is shorter than
    the days of a reminder goes without it.
    """
    return sum(_remind(days, at) for days in sorted(REMIND_BEFORE))


@transaction.atomic
def _remind(days: int, at: datetime) -> int:
    told = TermReminder.objects.filter(enrolment=OuterRef("pk"), term_ends=OuterRef("term_ends"), days__lte=days)
    due = Enrolment.objects.select_for_update(of=("self",), skip_locked=True).select_related("program", "member")
    due = due.filter(ended_at=None, term_ends__gt=at, term_ends__lte=at + timedelta(days=days))
    due = due.filter(~Exists(told), term_starts__lt=F("term_ends") - timedelta(days=days))
    found = list(due.order_by("pk")[:MOST_AT_ONCE])
    for enrolment in found:
        TermReminder.objects.create(enrolment=enrolment, term_ends=enrolment.term_ends, days=days, at=at)
        write("enrolment.reminded", at=at, subject=enrolment, program=enrolment.program, days=days)
        left = max((enrolment.term_ends - at).days, 1)
        tell(enrolment, "ends", at=at, days=left)
        managers = User.objects.filter(manages__program=enrolment.program).exclude(pk=enrolment.member_id)
        for manager in managers.order_by("pk"):
            tell(enrolment, "to_renew", at=at, to=manager, days=left)
    return len(found)
