"""The cases that an account holds claimed: what the rights below ask about moderation."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from advocates.models import Program
from advocates.reach import Underway
from moderation.models import Case
from moderation.queries.standing import standing_of

CLAIMS = "claims"


def claims_of(person: User, program: Program, at: datetime, until: datetime) -> Iterator[Underway]:
    """Open cases under a running claim of theirs, each with what the rule of rights says of its place now."""
    rows = Case.objects.filter(program=program, claimed_by=person, claimed_until__gt=at, state=Case.State.OPEN)
    found = list(rows.select_related("message__page").order_by("claimed_until"))
    standing = standing_of(person, program, at=at) if found else None
    for case in found:
        answer = None if standing is None or standing.is_staff else standing.answer(case.path)
        refused = answer.refusal.sentence if answer and answer.refusal else ""
        what = _("case %(number)s on “%(place)s”") % {"number": case.pk, "place": case.message.page.title}
        yield Underway(what, case.claimed_until or until, f"/desk/cases/{case.pk}/", refused)
