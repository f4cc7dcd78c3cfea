"""A hint in words, with the acts that it is about."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from campaigns.models import Contribution, Hint, OfflineWork
from campaigns.queries.farming import HOURS, WEEKS
from campaigns.queries.subjects import sources_of

Kind = Hint.Kind
IN_WORK = frozenset({Kind.EVIDENCE, Kind.HOURS})


@dataclass(frozen=True, slots=True)
class Act:
    """One of the acts: who, what, with whom, when, and its points."""

    who: str
    what: str
    url: str
    partner: str
    points: int
    at: datetime


def reason_of(hint: Hint) -> str:
    """Why it was found, with the figure and what is usual. It says what was counted, and nothing of anybody's intent."""
    known = {"figure": hint.figure, "usual": hint.usual, "weeks": WEEKS, "hours": HOURS}
    if hint.kind == Kind.PAIR:
        return (
            _(
                "%(figure)s %% of what the first did for others in %(weeks)s weeks was for the second; usually the most for "
                "one person is %(usual)s %%."
            )
            % known
        )
    if hint.kind == Kind.RING:
        return (
            _(
                "Each did much for the next in a circle, and %(figure)s %% or more of it stayed among them in %(weeks)s weeks; "
                "usually %(usual)s %% goes to somebody who gives something back."
            )
            % known
        )
    if hint.kind == Kind.PLACE:
        return (
            _(
                "%(figure)s points came from one page in %(weeks)s weeks, nearly all that this person earned; usually one "
                "page brings %(usual)s."
            )
            % known
        )
    if hint.kind == Kind.EVIDENCE:
        return _("The same link or picture stands behind %(figure)s pieces of work; usually it is %(usual)s.") % known
    return _("%(figure)s hours were logged for one day, more than %(hours)s; usually it is %(usual)s a day.") % known


def acts_of(hint: Hint) -> list[Act]:
    """The acts, newest first; two queries and those of their sources."""
    return _of_work(hint) if hint.kind in IN_WORK else _of_contributions(hint)


def _of_contributions(hint: Hint) -> list[Act]:
    rows = list(
        Contribution.objects.filter(pk__in=hint.acts).select_related("member", "partner").order_by("-at", "-pk")
    )
    sources = sources_of(rows)
    return [
        Act(
            row.member.in_full, sources[row.pk].title if row.pk in sources else str(row.get_what_display()),
            sources[row.pk].url if row.pk in sources else "", row.partner.in_full if row.partner else "", row.points, row.at,
        )
        for row in rows
    ]  # fmt: skip


def _of_work(hint: Hint) -> list[Act]:
    rows = OfflineWork.objects.filter(pk__in=hint.acts).select_related("member").order_by("-logged_at", "-pk")
    return [
        Act(row.member.in_full, row.title, reverse("logged_work:edit", args=[row.pk]), "", 0, row.logged_at)
        for row in rows
    ]
