"""Leaderboards: only who wants to be on them, ranked by what stands in the season."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from advocates.models import Program
from campaigns.models import Recognition, Score, Season
from sitewide.errors import NotFound

TOP = 50
_CALLED = [f"member__{field}" for field in ("email", "name", "handle", "named_by", "pseudonym")]
"""What a person is called by; a line loads no more of them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a leaderboard. Who has as many points has the same place, and the next one's counts all before."""

    place: int
    member: User
    points: int


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a leaderboard; `onward` names the next one in the address, and is empty on the last."""

    lines: list[Line]
    onward: str


def part_of(season: Season, after: str = "", *, size: int = TOP) -> Part:
    """The lines that follow `after` ("" for the first); as it was closed, without who wishes not to be shown any more.

    One query out of one index, and one more for the places of a later page. Refuses 404 an `after` that no page gave.
    """
    rows = _shown(season).select_related("member").only("points", "place", "member", *_CALLED)
    edge = Edge()
    if after:
        points, number = _read(after)
        rows = rows.filter(Q(points__lt=points) | Q(pk__gt=number), points__lte=points)
        edge = _edge(season, points, number)
    found = list(rows[: size + 1])
    lines: list[Line] = []
    for at, row in enumerate(found[:size], edge.above + 1):
        before = (lines[-1].points, lines[-1].place) if lines else (edge.points, edge.place)
        lines.append(Line(row.place or (before[1] if row.points == before[0] else at), row.member, row.points))
    last = found[size - 1] if len(found) > size else None
    return Part(lines, f"{last.points}-{last.pk}" if last else "")


@dataclass(frozen=True, slots=True)
class Edge:
    """The last line before a page: its points and place, and how many lines lie above the page."""

    points: int = -1
    place: int = 0
    above: int = 0


def _edge(season: Season, points: int, number: int) -> Edge:
    better = Q(points__gt=points)
    before = _shown(season).order_by().filter(points__gte=points)
    found = before.aggregate(better=Count("pk", filter=better), above=Count("pk", filter=better | Q(pk__lte=number)))
    return Edge(points, found["better"] + 1, found["above"])


def leaders_of(season: Season) -> list[Line]:
    """The first fifty lines."""
    return part_of(season).lines


def _read(after: str) -> tuple[int, int]:
    points, _dash, number = after.partition("-")
    if not all(part.isascii() and part.isdigit() and len(part) < 18 for part in (points, number)):
        raise NotFound(_("There is no such page."))
    return int(points), int(number)


def _shown(season: Season) -> QuerySet[Score]:
    """Whose scores are shown, best first; both come out of one index."""
    shown = Score.objects.filter(season=season, shown=True, points__gt=0, member__is_active=True)
    return (shown.exclude(place=None) if season.closed_at else shown).order_by("-points", "pk")


def place_of(season: Season, member: User) -> Line | None:
    """The place that the member has, or would have among those shown; None with no points. For the member's own eyes."""
    mine = Score.objects.filter(season=season, member=member, points__gt=0).first()
    if mine is None:
        return None
    better = Score.objects.filter(season=season, shown=True, points__gt=mine.points)
    return Line(mine.place or better.count() + 1, member, mine.points)


def seasons_of(program: Program, at: datetime) -> list[Season]:
    """The seasons that have begun, newest first."""
    return list(Season.objects.filter(program=program, starts_at__lte=at).order_by("-starts_at")[:20])


def shows_tier(program: Program, member: User) -> Recognition | None:
    """Where the member stands, if they hold a tier and wish it on their public page."""
    rows = Recognition.objects.filter(program=program, member=member, shows_tier=True, tier__isnull=False)
    return rows.select_related("tier").first()
