"""Members who may say nothing in a program for a time, where no right is asked: comments and their edits."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program, Silence
from sitewide.errors import Forbidden


def is_silent(member: User, program: Program, *, at: datetime) -> bool:
    """Whether the person is muted or suspended there; one query."""
    return Silence.objects.binding(at).filter(program=program, member=member).exists()


def must_be_heard(member: User, program: Program, *, at: datetime) -> None:
    """Refuses (403) whoever is muted or suspended there; one query."""
    rows = Silence.objects.binding(at).filter(program=program, member=member)
    must_not_be_silent_until(rows.values_list("ends_at", flat=True).first())


def must_not_be_silent_until(until: datetime | None) -> None:
    """The same for a moment that is loaded already; nothing where there is none."""
    if until is not None:
        told = {"until": date_format(until, "j M Y, H:i T")}
        raise Forbidden(_("You cannot say anything in this program until %(until)s.") % told, code="silenced")
