"""A hint in words, with the acts that it is about."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from campaigns.models import Contribution, Evidence, Hint, IdeaVote, OfflineWork
from campaigns.queries.farming import WEEKS
from campaigns.queries.stuffed import HOURS
from campaigns.queries.subjects import sources_of

Kind = Hint.Kind
IN_WORK = frozenset({Kind.EVIDENCE, Kind.HOURS})


SAME = {
    "same": _lazy(
        "The same link, picture or file stands behind %(figure)s pieces of evidence; usually it is %(usual)s."
    ),
    "look": _lazy("%(figure)s pictures that look nearly the same were handed in; usually it is %(usual)s."),
    "text": _lazy("The same words were handed in %(figure)s times; usually it is %(usual)s."),
}
"""By how pieces of evidence are the same, as the key of the hint begins."""


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
    if hint.kind == Kind.VOTES:
        return (
            _(
                "Each voted often for ideas of the next in a circle, and %(figure)s %% or more of their votes stayed among them "
                "in %(weeks)s weeks; usually %(usual)s %% go to somebody who votes back."
            )
            % known
        )
    if hint.kind == Kind.EVIDENCE:
        return str(SAME.get(hint.key.partition(":")[0], SAME["same"])) % known
    return _("%(figure)s hours were logged for one day, more than %(hours)s; usually it is %(usual)s a day.") % known


def acts_of(hint: Hint) -> list[Act]:
    """The acts, newest first; four queries at most and those of their sources."""
    found = _of_work(hint) if hint.kind in IN_WORK else _of_contributions(hint)
    found += _of_votes(hint.others.get("votes", [])) + _of_evidence(hint.others.get("evidence", []))
    return sorted(found, key=lambda act: act.at, reverse=True)


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


def _of_votes(numbers: list[int]) -> list[Act]:
    rows = IdeaVote.objects.filter(pk__in=numbers).select_related("member", "idea__author").order_by("-at", "-pk")
    return [
        Act(
            row.member.in_full, _("A vote for “%(idea)s”") % {"idea": row.idea.title}, row.idea.get_absolute_url(),
            row.idea.author.in_full, 0, row.at,
        )
        for row in rows
    ]  # fmt: skip


def _of_evidence(numbers: list[int]) -> list[Act]:
    rows = Evidence.objects.filter(pk__in=numbers).select_related("submission__member", "submission__mission")
    return [
        Act(
            row.submission.member.in_full, f"{row.submission.mission}: {row}",
            reverse("submissions:edit", args=[row.submission_id]), "", 0, row.added_at,
        )
        for row in rows.order_by("-pk")
    ]  # fmt: skip
