"""Scores and tiers follow what stands: up at once, down only when a season is closed. `handle` is a consumer's."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import User
from advocates.models import Program
from advocates.queries.programs import address_of
from campaigns.models import Contribution, Recognition, Score, Season, Tier
from campaigns.queries.recognition.tiers import standing_in, standing_of, tier_for
from record.actions import write
from record.models import Entry
from sitewide.mail import write_letter

VERBS = ("contribution.credited", "contribution.reversed")


def handle(entry: Entry) -> None:
    """Bring the score of whose contribution the entry is about in line with what stands now.

    Safe to be told twice, late or out of order. What was made outside every season, or in a closed one, moves nothing.
    """
    made = Contribution.objects.select_related("program", "member").filter(pk=entry.subject_id).first()
    if made is None:
        return
    around = Season.objects.filter(program=made.program, starts_at__lte=made.at, ends_at__gt=made.at, closed_at=None)
    season = around.first()
    if season is not None:
        recount(season, made.member, at=entry.at)


@transaction.atomic
def recount(season: Season, member: User, *, at: datetime) -> Recognition:
    """Count anew what stands of the member's contributions of the season, and raise the tier if that reaches a higher one.

    The season's row is locked first, so that nothing is counted while it is closed, then the person's. A closed season
    is left alone.
    """
    open_one = Season.objects.select_for_update(no_key=True, of=("self",)).select_related("program").get(pk=season.pk)
    row = locked(open_one.program, member)
    if open_one.closed_at is None:
        points = standing_of(open_one, member)
        Score.objects.update_or_create(
            season=open_one, member=member, defaults={"points": points, "shown": row.on_leaderboard}
        )
        reached = tier_for(Tier.objects.filter(program=open_one.program), points)
        if reached and (row.tier is None or reached.threshold > row.tier.threshold):
            move(row, reached, season=open_one, at=at)
    return row


def recount_all(season: Season, *, at: datetime) -> None:
    """Count everybody anew who has a standing or a score in the season; for a season or tiers that were changed."""
    people = User.objects.filter(pk__in=_concerned(season)).order_by("pk")
    for member in people.iterator(chunk_size=500):
        recount(season, member, at=at)


def _concerned(season: Season) -> Iterable[int]:
    counted = standing_in(season).order_by().values_list("member", flat=True).distinct()
    return {*counted, *Score.objects.filter(season=season).values_list("member", flat=True)}


def locked(program: Program, member: User) -> Recognition:
    """The person's row, made at first use, in nobody else's hands until the transaction ends."""
    Recognition.objects.get_or_create(program=program, member=member)
    rows = Recognition.objects.select_for_update(no_key=True, of=("self",)).select_related("tier", "member", "program")
    return rows.get(program=program, member=member)


def move(row: Recognition, tier: Tier | None, *, season: Season, at: datetime) -> None:
    """Set the tier of a locked row, write it into the record, and tell the person."""
    before = row.tier
    row.tier, row.since = tier, at if tier else None
    row.save(update_fields=["tier", "since"])
    up = tier is not None and (before is None or tier.threshold > before.threshold)
    write(
        "tier.reached" if up else "tier.left", at=at, subject=row, program=row.program, member=row.member_id,
        tier=tier.pk if tier else None, before=before.pk if before else None, season=season.pk,
    )  # fmt: skip
    if row.member.is_active:
        about = {
            "reader": row.member, "program": row.program, "tier": tier, "before": before, "season": season, "up": up,
            "base_url": address_of(row.program),
        }  # fmt: skip
        write_letter(to=row.member.email, about="tier_changed", context=about, at=at, member=row.member)
