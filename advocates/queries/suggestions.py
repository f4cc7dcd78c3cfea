"""What the record suggests for a grant in an access review: figures since the last round, and one word about them."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from advocates.models import Exercise, Grant, Program
from advocates.queries.places import places_of

UNUSED_DAYS = 60
NEW_DAYS = 14
FEW = 4
"""Used on at most one page in so many."""
HIGH = 0xFFFF


@dataclass(slots=True)
class Figures:
    """How a grant was used since the last round: uses in all, on the busiest day (of the program's zone), last (ever),
    on how many of the pages it covers, and how many of its messages were taken down, or its decisions overturned."""

    pages_in_all: int = 0
    uses: int = 0
    busiest_day: int = 0
    last_used: datetime | None = None
    pages: int = 0
    removals: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`code` is stable; `answer` is what it leads to, with `per_day` where that is to narrow."""

    code: str
    answer: str = "keep"
    per_day: int | None = None


def suggestion_for(grant: Grant, known: Figures, at: datetime) -> Suggestion:
    """The first that fits, the gravest first. It may suggest less; it never suggests more."""
    if known.removals:
        return Suggestion("removals", "narrow", grant.per_day // 2) if grant.per_day > 1 else Suggestion("removals")
    if (known.last_used or grant.starts_at) <= at - timedelta(days=UNUSED_DAYS):
        return Suggestion("unused", "end")
    if not known.uses and grant.starts_at > at - timedelta(days=NEW_DAYS):
        return Suggestion("new")
    less = max(known.busiest_day, 1)
    narrower = less if less * 2 <= grant.per_day and known.uses else None
    if known.uses and known.pages_in_all >= FEW and known.pages * FEW <= known.pages_in_all:
        return Suggestion("few_pages", "narrow" if narrower else "keep", narrower)
    if narrower:
        return Suggestion("few_a_day", "narrow", narrower)
    return Suggestion("in_use" if known.uses else "resting")


SENTENCES: dict[str, Any] = {
    "removals": ngettext_lazy(
        "%(removals)s of its uses was taken down or overturned.",
        "%(removals)s of its uses were taken down or overturned.",
        "removals",
    ),
    "unused": _("Unused for %(days)s days and more."),
    "new": _("Given lately, and not used yet."),
    "few_pages": ngettext_lazy(
        "Used on %(pages)s of the %(in_all)s pages that it covers.",
        "Used on %(pages)s of the %(in_all)s pages that it covers.",
        "pages",
    ),
    "few_a_day": ngettext_lazy(
        "Never more than %(busiest)s use on a day.", "Never more than %(busiest)s uses on a day.", "busiest"
    ),
    "in_use": _("In use, and nothing of it was taken down."),
    "resting": _("Not used since the last review."),
}


def sentence_of(item: Any) -> str:
    """The suggestion of a reviewed grant in words, from the figures that it rests on."""
    told = {"removals": item.removals, "pages": item.pages, "in_all": item.pages_in_all, "busiest": item.busiest_day}
    return str(SENTENCES[item.suggestion] % (told | {"days": UNUSED_DAYS}))


def figures_of(grants: Sequence[Grant], program: Program, *, since: datetime) -> dict[int, Figures]:
    """The figures of these grants of one program (each with its scope); five queries, however many they are."""
    paths = sorted(places_of(program).values_list("path", flat=True))
    known = {grant.pk: Figures(_below(paths, grant.scope.path)) for grant in grants}
    uses = Exercise.objects.filter(grant__in=known).order_by()
    for pk, last in uses.values("grant").annotate(last=Max("at")).values_list("grant", "last"):
        known[pk].last_used = last
    lately = uses.filter(at__gte=since)
    for pk, used, pages in (
        lately.values("grant").annotate(n=Count("pk"), p=Count("place", distinct=True)).values_list("grant", "n", "p")
    ):
        known[pk].uses, known[pk].pages = used, pages
    days = lately.annotate(day=TruncDate("at", tzinfo=program.zone)).values("grant", "day").annotate(n=Count("pk"))
    for pk, count in days.values_list("grant", "n"):
        known[pk].busiest_day = max(known[pk].busiest_day, count)
    against = Q(message__state__in=("hidden", "removed")) | Q(decision__overturned_at__isnull=False)
    for pk, count in lately.filter(against).values("grant").annotate(n=Count("pk")).values_list("grant", "n"):
        known[pk].removals = count
    return known


def _below(paths: Sequence[str], path: str) -> int:
    """How many of the sorted paths begin with this one."""
    return bisect_left(paths, path + chr(HIGH)) - bisect_left(paths, path)


def in_chunks(numbers: Iterable[int], size: int) -> Iterable[list[int]]:
    chunk: list[int] = []
    for number in numbers:
        chunk.append(number)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
