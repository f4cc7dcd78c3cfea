"""Seasons: planned by managers, closed exactly once, followed by the next."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.actions.recognition.scoring import move, recount_all
from campaigns.models import Recognition, Score, Season, Tier
from campaigns.queries.recognition.tiers import standings_of, tier_for
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.text import one_line

GRACE = timedelta(hours=1)
"""How long after its end a season waits before it is closed by itself: what was done last has been counted by then."""
AT_ONCE = 1000
LONGEST = timedelta(days=800)


@dataclass(frozen=True, slots=True)
class Span:
    """The first and the last day of a season, in the program's zone, its name, and whether the next follows by itself."""

    name: str
    first: date
    last: date
    repeats: bool = True

    def bounds(self, program: Program) -> tuple[datetime, datetime]:
        """The midnights between which it lies."""
        after = self.last + timedelta(days=1)
        return datetime.combine(self.first, time(), program.zone), datetime.combine(after, time(), program.zone)


@transaction.atomic
def plan(program: Program, span: Span, *, actor: User, at: datetime) -> Season:
    """Plan a season; one that has begun already counts what was done in it.

    Refuses 404 whoever does not manage the program, 422 no name or days in the wrong order, 409 one that overlaps.
    """
    _must_manage(actor, program)
    return _set(Season(program=program), span, "season.planned", actor=actor, at=at)


@transaction.atomic
def change(season: Season, span: Span, *, actor: User, at: datetime) -> Season:
    """Change a season that is not over; everybody's score is counted anew. Refuses 409 one that is over or closed."""
    row = _locked(season)
    _must_manage(actor, row.program)
    if row.closed_at is not None or row.ends_at <= at:
        raise Conflict(_("This season is over; it stays as it was."), code="over")
    return _set(row, span, "season.changed", actor=actor, at=at)


def _locked(season: Season) -> Season:
    """The season as it is now. Locks are always taken in one order: program, season, people, scores."""
    Program.objects.select_for_update(no_key=True).get(pk=season.program_id)
    return Season.objects.select_for_update(of=("self",)).select_related("program").get(pk=season.pk)


def _set(season: Season, span: Span, verb: str, *, actor: User, at: datetime) -> Season:
    """Nobody else plans a season of the program until the transaction ends, so that none overlaps."""
    program = Program.objects.select_for_update(no_key=True).get(pk=season.program_id)
    season.name, season.repeats = one_line(span.name, 60), span.repeats
    season.starts_at, season.ends_at = span.bounds(program)
    if not season.name or not timedelta() < season.ends_at - season.starts_at <= LONGEST or season.ends_at <= at:
        raise Invalid(
            _("A season has a name, ends after it begins, within two years, and not in the past."), code="bad"
        )
    if _overlapping(season):
        raise Conflict(_("Another season of the program lies on some of these days."), code="overlaps")
    season.save()
    days: dict[str, Any] = {"first": span.first.isoformat(), "last": span.last.isoformat(), "repeats": span.repeats}
    write(verb, at=at, actor=actor, program=program, subject=season, **days)
    recount_all(season, at=at)
    return season


def _overlapping(season: Season) -> bool:
    others = Season.objects.filter(program=season.program_id).exclude(pk=season.pk)
    return others.filter(starts_at__lt=season.ends_at, ends_at__gt=season.starts_at).exists()


@transaction.atomic
def close(season: Season, *, at: datetime, actor: User | None = None) -> Season:
    """Close a season that is over: scores and places are fixed, and who earned less in it than the tier asks leaves it.

    Refuses 404 whoever does not manage the program, 409 one that runs or is closed already: so it happens once.
    """
    row = _locked(season)
    if actor is not None:
        _must_manage(actor, row.program)
    if row.closed_at is not None:
        raise Conflict(_("This season is closed already."), code="closed")
    if row.ends_at > at:
        raise Conflict(_("This season still runs."), code="runs")
    standings = standings_of(row)
    _everybody(row, standings)
    _fix_scores(row, standings)
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    write("season.closed", at=at, actor=actor, program=row.program, subject=row, people=len(standings))
    if row.repeats:
        _follow(row, at)
    _settle_tiers(row, standings, at)
    return row


def _everybody(season: Season, standings: dict[int, int]) -> list[Recognition]:
    """The locked rows of all who have one in the program, and of those whom no reader of the record has counted yet."""
    new = (Recognition(program=season.program, member_id=member) for member in sorted(standings))
    Recognition.objects.bulk_create(new, batch_size=AT_ONCE, ignore_conflicts=True)
    people = Recognition.objects.select_for_update(no_key=True, of=("self",)).filter(program=season.program)
    return list(people.select_related("tier", "member", "program").order_by("pk"))


def _fix_scores(season: Season, standings: dict[int, int]) -> None:
    """Everybody's points as they stand now, and the places of those who are on the leaderboard."""
    rows = {score.member_id: score for score in Score.objects.filter(season=season)}
    late = {member: Score(season=season, member_id=member) for member in standings.keys() - rows.keys()}
    wanting = Recognition.objects.filter(program=season.program_id, member__in=late, on_leaderboard=True)
    for member in wanting.values_list("member", flat=True):
        late[member].shown = True
    for member, score in (rows | late).items():
        score.points = standings.get(member, 0)
    _place([score for score in (rows | late).values() if score.shown and score.points])
    Score.objects.bulk_create(late.values(), batch_size=AT_ONCE)
    Score.objects.bulk_update(rows.values(), ["points", "place"], batch_size=AT_ONCE)


def _place(shown: list[Score]) -> None:
    """Who has as many points has the same place, and the next one's counts all before."""
    before, place = -1, 0
    for number, score in enumerate(sorted(shown, key=lambda score: -score.points), 1):
        if score.points != before:
            before, place = score.points, number
        score.place = place


def _settle_tiers(season: Season, standings: dict[int, int], at: datetime) -> None:
    """Everybody into the tier that the season gives, or that they have reached in one that began after it already."""
    tiers = list(Tier.objects.filter(program=season.program_id))
    later = [
        standings_of(one) for one in Season.objects.filter(program=season.program_id, starts_at__gte=season.ends_at)
    ]
    for row in _everybody(season, standings):
        given = tier_for(tiers, max(reached.get(row.member_id, 0) for reached in (standings, *later)))
        if (given and given.pk) != row.tier_id:
            move(row, given, season=season, at=at)


def _follow(season: Season, at: datetime) -> None:
    """The next season, as long as this one, unless one is planned that it would overlap."""
    program = season.program
    ends_at = _as_long_again(season, program)
    last = ends_at - timedelta(days=1)
    name = f"{date_format(season.ends_at.astimezone(program.zone), 'j M Y')} – {date_format(last, 'j M Y')}"
    following = Season(
        program=program, name=name, starts_at=season.ends_at, ends_at=ends_at, repeats=True,
    )  # fmt: skip
    if not _overlapping(following):
        following.save()
        write("season.begun", at=at, program=program, subject=following, after=season.pk)
        recount_all(following, at=at)


def _as_long_again(season: Season, program: Program) -> datetime:
    """Whole months where it began and ended on the same day of a month, else as many days."""
    first, end = (moment.astimezone(program.zone).date() for moment in (season.starts_at, season.ends_at))
    months = (end.year - first.year) * 12 + end.month - first.month
    if first.day == end.day and first.day <= 28 and months:
        index = end.year * 12 + end.month - 1 + months
        return datetime.combine(date(index // 12, index % 12 + 1, end.day), time(), program.zone)
    return datetime.combine(end + (end - first), time(), program.zone)


def close_due(*, at: datetime) -> int:
    """Close every season that has been over for an hour; answers how many. Safe to run twice and at the same time."""
    closed = 0
    due: dict[str, Any] = {"closed_at": None, "ends_at__lte": at - GRACE}
    for season in Season.objects.filter(**due).order_by("ends_at"):
        try:
            close(season, at=at)
        except Conflict:
            continue
        closed += 1
    return closed


def _must_manage(actor: User, program: Program) -> None:
    if not manages(actor, program):
        raise NotFound(_("There is no such season."))
