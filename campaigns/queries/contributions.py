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
from campaigns.models import Contribution, Hold
from campaigns.queries.explained import rate_words
from campaigns.queries.subjects import Source, sources_of
from cms.models import Message

State, Why = Contribution.State, Contribution.Why


def contributions_of(program: Program, member: User) -> QuerySet[Contribution]:
    """What the member contributed and what it counted for, newest first."""
    return Contribution.objects.filter(program=program, member=member).select_related("rule").order_by("-pk")


def waiting_messages(program: Program, member: User) -> QuerySet[Message]:
    """The member's messages that wait for approval: they count once they are published."""
    return Message.objects.filter(program=program, author=member, state=Message.State.HELD).order_by("-written_at")


@dataclass(frozen=True, slots=True)
class Told:
    """A contribution with its source, how its points came about, why not, in words, and the hold on them if there is one."""

    row: Contribution
    source: Source | None
    how: str
    why: str
    held: Hold | None


def page_of_contributions(rows: Sequence[Contribution]) -> list[Told]:
    """These contributions, each with its source, why, and what of it is on hold; a query or two for each kind of source."""
    sources = sources_of(rows)
    waiting = Hold.objects.filter(contribution__in=rows, left__gt=0).order_by("pk")
    held = {hold.contribution_id: hold for hold in waiting}
    return [_told(row, sources.get(row.pk), held.get(row.pk)) for row in rows]


def _told(row: Contribution, source: Source | None, held: Hold | None) -> Told:
    return Told(row, source, how(row), why(row, source), held)


def how(row: Contribution) -> str:
    """How its points came about: by which rule, and what they were divided by; empty for what earned nothing."""
    if not row.points:
        return ""
    if row.promised is not None:
        return _("as it was promised")
    if row.rule is None:
        return ""
    rate = rate_words(row.rule)
    if row.divisor == 1:
        return rate
    return _("%(rate)s, divided by %(divisor)s as one of many that day") % {"rate": rate, "divisor": row.divisor}


def why(row: Contribution, source: Source | None) -> str:
    """Why it does not count, or not in full; empty where it does."""
    if row.why:
        return why_not(row)
    if row.state != State.REVERSED:
        return ""
    kept = ngettext(
        "%(points)s point stays yours, because you had spent it.",
        "%(points)s points stay yours, because you had spent them.",
        row.standing,
    ) % {"points": row.standing}
    gone = source.why_not if source else _("What it was for is not there any more.")
    return f"{gone} {kept}" if row.standing else gone


def why_not(row: Contribution) -> str:
    """The sentence for what earned nothing, with the cap that was reached."""
    rule = row.rule
    if row.why == Why.PAIR and rule:
        return ngettext(
            "Of this kind, %(most)s with the same person counts in %(days)s days, and you had reached that.",
            "Of this kind, %(most)s with the same person count in %(days)s days, and you had reached that.",
            rule.per_pair or 0,
        ) % {"most": rule.per_pair, "days": rule.pair_days}
    if row.why == Why.PLACE and rule:
        return ngettext(
            "Of this kind, %(most)s on the same page counts in %(days)s days, and you had reached that.",
            "Of this kind, %(most)s on the same page count in %(days)s days, and you had reached that.",
            rule.per_place or 0,
        ) % {"most": rule.per_place, "days": rule.place_days}
    if row.why == Why.TAPERED:
        return _("After so many of this kind on one day, no whole point was left of it.")
    if row.why == Why.NOTHING:
        return _("It was too short for a whole point.")
    if row.why == Why.DAY:
        return _("You had reached the day's limit for this kind of contribution.")
    return _("The program gave no points for this when you did it.")


def month_of(program: Program, at: datetime) -> datetime:
    """When the program's calendar month of this moment began."""
    beginning: dict[str, Any] = {"day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    return at.astimezone(program.zone).replace(**beginning)
