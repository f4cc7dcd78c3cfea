"""Seasons never overlap, are closed exactly once, and stay as they were closed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from campaigns.actions.recognition import seasons, tiers
from campaigns.actions.recognition.seasons import Span
from campaigns.models import Score, Season
from campaigns.queries.recognition import tier_of
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Conflict, Invalid, NotFound

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_season_that_is_closed_stays_as_it_was(stand, cast):
    """Guard: the triggers `closed_season_stays` and `closed_score_stays`, and the check in `recount`."""
    made = stand.counts(30)
    settle()
    tiers.choose(cast.program, member=cast.advocate, shows_tier=False, on_leaderboard=True, at=cast.at)
    stand.over()
    with pytest.raises(Conflict) as again:
        stand.over()
    assert again.value.code == "closed"
    stand.taken_back(made)
    settle()
    kept = Score.objects.get(season=stand.season)
    assert (kept.points, kept.place) == (30, 1)
    for change in (lambda: Score.objects.update(points=31), lambda: Season.objects.update(name="Another")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert stand.verbs("season.closed") == ["season.closed"]


def test_the_next_one_begins_by_itself_and_counts_what_was_done_in_it_already(stand, cast):
    stand.counts(60, days=5)
    stand.counts(25, days=20)
    settle()
    assert seasons.close_due(at=stand.season.ends_at + MINUTE) == 0
    assert seasons.close_due(at=stand.season.ends_at + seasons.GRACE) == 1
    assert seasons.close_due(at=stand.season.ends_at + seasons.GRACE) == 0
    following = Season.objects.get(starts_at=stand.season.ends_at)
    assert following.ends_at - following.starts_at == stand.season.ends_at - stand.season.starts_at
    assert Score.objects.get(season=following).points == 25
    assert tier_of(cast.program, cast.advocate) == stand.silver
    stand.over(following)
    assert tier_of(cast.program, cast.advocate) == stand.bronze


def test_what_was_reached_in_the_next_one_before_the_last_was_closed_is_kept(stand, cast):
    """Guard: `later` in `_settle_tiers`; without it closing takes away what the running season gave."""
    stand.counts(25)
    last = (stand.season.ends_at - timedelta(days=1)).date()
    span = Span("The second", last + timedelta(days=1), last + timedelta(days=30))
    seasons.plan(cast.program, span, actor=cast.manager, at=cast.at)
    stand.counts(70, days=20)
    settle()
    assert tier_of(cast.program, cast.advocate) == stand.silver
    stand.over()
    assert tier_of(cast.program, cast.advocate) == stand.silver
    assert "tier.left" not in stand.verbs("tier.reached", "tier.left")


def test_what_no_reader_has_counted_yet_is_in_when_the_season_is_closed(stand, cast):
    """Guard: `close` counts contributions, not the scores that are kept beside them."""
    stand.counts(60)
    stand.over()
    assert tier_of(cast.program, cast.advocate) == stand.silver
    assert Score.objects.get(season=stand.season).points == 60


def test_a_season_of_whole_months_is_followed_by_as_many(cast):
    """Across the change of the clocks: midnights are those of the program's zone."""
    cast.program.time_zone = "Europe/London"
    cast.program.save()
    span = Span("Winter", date(2030, 1, 1), date(2030, 3, 31))
    winter = seasons.plan(cast.program, span, actor=cast.manager, at=cast.at)
    seasons.close(winter, at=winter.ends_at)
    spring = Season.objects.get(starts_at=winter.ends_at)
    assert spring.ends_at.astimezone(cast.program.zone).isoformat() == "2030-07-01T00:00:00+01:00"


def test_seasons_that_are_refused(stand, cast):
    about = {"actor": cast.manager, "at": cast.at}
    first = stand.season.starts_at.date()
    with pytest.raises(Conflict):
        seasons.plan(cast.program, Span("Over it", first, first + timedelta(days=90)), **about)
    with pytest.raises(NotFound):
        seasons.plan(cast.program, Span("Mine", date(2040, 1, 1), date(2040, 2, 1)), actor=cast.advocate, at=cast.at)
    for bad in (
        Span("", date(2040, 1, 1), date(2040, 2, 1)), Span("Back", date(2040, 2, 1), date(2040, 1, 1)),
        Span("Long", date(2040, 1, 1), date(2049, 1, 1)), Span("Past", date(2020, 1, 1), date(2020, 2, 1)),
    ):  # fmt: skip
        with pytest.raises(Invalid):
            seasons.plan(cast.program, bad, **about)
    with pytest.raises(Conflict) as runs:
        seasons.close(stand.season, **about)
    assert runs.value.code == "runs"
    with pytest.raises(NotFound):
        seasons.close(stand.season, actor=cast.advocate, at=stand.season.ends_at)
    with pytest.raises(Conflict):
        late = {"actor": cast.manager, "at": stand.season.ends_at}
        seasons.change(stand.season, Span("Anew", first, first + timedelta(days=5)), **late)
    assert Entry.objects.filter(verb="season.planned").count() == 1


def test_a_season_that_is_changed_counts_anew(stand, cast):
    stand.counts(30, days=-5)
    settle()
    today = cast.at.astimezone(cast.program.zone).date()
    span = Span("Shorter", today - timedelta(days=2), today + timedelta(days=9), repeats=False)
    seasons.change(stand.season, span, actor=cast.manager, at=cast.at)
    assert Score.objects.get(member=cast.advocate).points == 0
    stand.season.refresh_from_db()
    stand.over()
    assert Season.objects.count() == 1
