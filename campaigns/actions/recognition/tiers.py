"""Tiers, set by managers; what of their own standing people show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.actions.recognition.scoring import locked, recount_all
from campaigns.models import Recognition, Score, Tier
from campaigns.queries.recognition.tiers import running_season
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.text import one_line

MOST_POINTS = 10_000_000


@dataclass(frozen=True, slots=True)
class Terms:
    """What a tier is called, from how many points in a season on it is reached, and what it gives, one perk a line."""

    name: str
    slug: str
    threshold: int
    perks: str = ""


@transaction.atomic
def set_tier(tier: Tier, terms: Terms, *, actor: User, at: datetime) -> Tier:
    """Make a tier or change one. Who reaches it by now is raised at once; nobody leaves one before the season's end.

    Refuses 404 whoever does not manage the program, 422 no name or a threshold out of range, 409 a short name or
    threshold that another tier has.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=tier.program_id)
    if not manages(actor, program):
        raise NotFound(_("There is no such tier."))
    tier.name, tier.slug, tier.threshold = one_line(terms.name, 40), terms.slug, terms.threshold
    tier.perks = "\n".join(one_line(line, 200) for line in terms.perks.splitlines() if line.strip())
    if not tier.name or not tier.slug or not 1 <= tier.threshold <= MOST_POINTS:
        raise Invalid(_("A tier has a name, a short name and begins with at least one point."), code="bad_tier")
    others = Tier.objects.filter(program=program).exclude(pk=tier.pk)
    if others.filter(slug=tier.slug).exists() or others.filter(threshold=tier.threshold).exists():
        raise Conflict(_("Another tier has this short name or begins with as many points."), code="tier_taken")
    tier.save()
    write("tier.set", at=at, actor=actor, program=program, subject=tier, slug=tier.slug, threshold=tier.threshold)
    if season := running_season(program, at):
        recount_all(season, at=at)
    return tier


@transaction.atomic
def choose(
    program: Program, *, member: User, shows_tier: bool, on_leaderboard: bool, at: datetime
) -> Recognition:  # fmt: skip
    """What the member shows of their own standing from now on. Off the leaderboards means off all of them, at once."""
    row = locked(program, member)
    if (row.shows_tier, row.on_leaderboard) == (shows_tier, on_leaderboard):
        return row
    row.shows_tier, row.on_leaderboard = shows_tier, on_leaderboard
    row.save(update_fields=["shows_tier", "on_leaderboard"])
    Score.objects.filter(season__program=program, member=member).update(shown=on_leaderboard)
    shown: dict[str, Any] = {"shows_tier": shows_tier, "on_leaderboard": on_leaderboard}
    write("recognition.chosen", at=at, actor=member, program=program, subject=row, **shown)
    return row
