"""What somebody contributed: what counted, what did not, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from advocates.models import Program
from campaigns.models import Contribution, EarningRule
from campaigns.queries.subjects import Source, sources_of
from cms.models import Message

State = Contribution.State


def contributions_of(program: Program, member: User) -> QuerySet[Contribution]:
    """What the member contributed and what it counted for, newest first."""
    return Contribution.objects.filter(program=program, member=member).order_by("-pk")


def rules_of(program: Program) -> list[EarningRule]:
    """What the program pays for now, most points first."""
    paid = EarningRule.objects.filter(program=program, active=True, points__gt=0)
    return list(paid.order_by("-points", "what"))


def waiting_messages(program: Program, member: User) -> QuerySet[Message]:
    """The member's messages that wait for approval: they count once they are published."""
    return Message.objects.filter(program=program, author=member, state=Message.State.HELD).order_by("-written_at")


@dataclass(frozen=True, slots=True)
class Told:
    """A contribution with its source and, where it does not count in full, a sentence that says why."""

    row: Contribution
    source: Source | None
    why: str


def page_of_contributions(rows: Sequence[Contribution]) -> list[Told]:
    """These contributions, each with its source and why; two queries at most."""
    sources = sources_of(rows)
    return [Told(row, sources.get(row.pk), why(row, sources.get(row.pk))) for row in rows]


def why(row: Contribution, source: Source | None) -> str:
    """Why it does not count, or not in full; empty where it does."""
    if row.state == State.CAPPED:
        return _("You had reached the day's limit for this kind of contribution.")
    if row.state == State.UNPAID:
        return _("The program gave no points for this when you did it.")
    if row.state != State.REVERSED:
        return ""
    kept = ngettext(
        "%(points)s point stays yours, because you had spent it.",
        "%(points)s points stay yours, because you had spent them.",
        row.standing,
    ) % {"points": row.standing}
    gone = source.why_not if source else _("What it was for is not there any more.")
    return f"{gone} {kept}" if row.standing else gone


def month_of(program: Program, at: datetime) -> datetime:
    """When the program's calendar month of this moment began."""
    beginning: dict[str, Any] = {"day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    return at.astimezone(program.zone).replace(**beginning)
