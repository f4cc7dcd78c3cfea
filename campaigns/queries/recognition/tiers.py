"""Who is in which tier, and why: standing is what stands of a season's contributions, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from advocates.models import Program
from campaigns.models import Contribution, EarningRule, Recognition, Score, Season, Tier


def standing_in(season: Season, member: User | None = None) -> QuerySet[Contribution]:
    """The contributions that count for the season, everybody's or the member's: those made in it of which points stand.

    What was bought, given or adjusted by hand is no contribution, and what was spent stays in.
    """
    made = Contribution.objects.filter(program=season.program_id, at__gte=season.starts_at, at__lt=season.ends_at)
    counted = made.filter(standing__gt=0)
    return counted if member is None else counted.filter(member=member)


def standing_of(season: Season, member: User) -> int:
    """The member's standing in the season, in points."""
    told: dict[str, int] = standing_in(season, member).aggregate(points=Coalesce(Sum("standing"), 0))
    return told["points"]


def standings_of(season: Season) -> dict[int, int]:
    """The standing of everybody who has one in the season, by the member's number."""
    sums = standing_in(season).order_by().values_list("member").annotate(points=Sum("standing"))
    return dict(sums.values_list("member", "points"))


def tier_for(tiers: Iterable[Tier], points: int) -> Tier | None:
    """The highest of the tiers that so many points reach."""
    reached = [tier for tier in tiers if tier.threshold <= points]
    return max(reached, key=lambda tier: tier.threshold, default=None)


def tier_of(program: Program, member: User) -> Tier | None:
    """The tier that the member holds now."""
    found = Recognition.objects.filter(program=program, member=member).select_related("tier").first()
    return found.tier if found else None


def tiers_of(program: Program, members: Iterable[User]) -> dict[int, Tier]:
    """The tiers that these members hold now, by the member's number; one query. Who holds none is not in it."""
    rows = Recognition.objects.filter(program=program, member__in=list(members), tier__isnull=False)
    return {row.member_id: row.tier for row in rows.select_related("tier") if row.tier}


def reaches(program: Program, member: User, slug: str) -> bool:
    """Whether the member holds the tier of this short name or a higher one; nobody holds one that is not there."""
    wanted = Tier.objects.filter(program=program, slug=slug).first()
    held = tier_of(program, member)
    return wanted is not None and held is not None and held.threshold >= wanted.threshold


def from_level(program: Program, level: int) -> QuerySet[Recognition]:
    """Who holds the tier that is so many from below, from 1, or a higher one; nobody where there are not so many."""
    thresholds = Tier.objects.filter(program=program).order_by("threshold").values("threshold")
    return Recognition.objects.filter(program=program, tier__threshold__gte=Subquery(thresholds[level - 1 : level]))


def running_season(program: Program, at: datetime) -> Season | None:
    """The season that `at` is in and that is not closed."""
    seasons = Season.objects.filter(program=program, starts_at__lte=at, ends_at__gt=at, closed_at=None)
    return seasons.select_related("program").first()


def recognition_of(program: Program, member: User) -> Recognition:
    """Where the member stands; a row that is not stored where nothing has happened yet."""
    found = Recognition.objects.filter(program=program, member=member).select_related("tier").first()
    return found or Recognition(program=program, member=member)


@dataclass(frozen=True, slots=True)
class Part:
    """What one kind of contribution brought to the standing of a season."""

    label: str
    count: int
    points: int


@dataclass(frozen=True, slots=True)
class Step:
    """A tier on the way: `missing` points to it in this season, 0 where the standing reaches it."""

    tier: Tier
    missing: int
    held: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """Why somebody is where they are in a season, and what is missing to the next tier."""

    season: Season
    points: int
    parts: list[Part]
    steps: list[Step]
    next: Step | None
    kept: Tier | None
    """The tier that this standing gives when the season is closed."""


def progress_of(season: Season, member: User, held: Tier | None) -> Progress:
    """The member's way in the season; two queries."""
    parts = parts_of(season, member)
    points = sum(part.points for part in parts)
    tiers = list(Tier.objects.filter(program=season.program_id).order_by("threshold"))
    steps = [Step(tier, max(0, tier.threshold - points), held is not None and tier.pk == held.pk) for tier in tiers]
    following = next((step for step in steps if step.missing), None)
    return Progress(season, points, parts, steps, following, tier_for(tiers, points))


def parts_of(season: Season, member: User) -> list[Part]:
    """What the member's standing is made of, most points first; one query."""
    labels = dict(EarningRule.What.choices)
    kinds = standing_in(season, member).order_by().values("what")
    rows: Any = kinds.annotate(count=Count("pk"), points=Sum("standing")).order_by("-points")
    return [Part(str(labels.get(row["what"], row["what"])), row["count"], row["points"]) for row in rows]


def standing_faults() -> Iterable[str]:
    """What does not hold, as sentences: a score that its contributions do not make, a tier that nothing gave."""
    for season in Season.objects.filter(closed_at=None).select_related("program"):
        real = standings_of(season)
        kept = dict(Score.objects.filter(season=season).values_list("member", "points"))
        for member in sorted(real.keys() | kept.keys()):
            if real.get(member, 0) != kept.get(member, 0):
                yield (
                    f"Season {season.pk}: member {member} has {kept.get(member, 0)} points, "
                    f"but {real.get(member, 0)} stand."
                )
    for row in Recognition.objects.filter(tier__isnull=False).exclude(tier__program=F("program")):
        yield f"Member {row.member_id} holds tier {row.tier_id} of another program."
