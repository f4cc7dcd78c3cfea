"""Leaderboards: only who wants to be on them, ranked by what stands in the season."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import User
from advocates.models import Program
from campaigns.models import Recognition, Score, Season

TOP = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a leaderboard. Who has as many points has the same place, and the next one's counts all before."""

    place: int
    member: User
    points: int


def leaders_of(season: Season) -> list[Line]:
    """The first fifty places of the season; as it was closed, without who wishes not to be shown any more."""
    rows = list(_shown(season).select_related("member")[:TOP])
    lines: list[Line] = []
    for number, row in enumerate(rows, 1):
        same = lines and lines[-1].points == row.points
        place = row.place or (lines[-1].place if same else number)
        lines.append(Line(place, row.member, row.points))
    return lines


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
