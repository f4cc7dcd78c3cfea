"""Up once and closed once, by real processes that begin at the same moment, on PostgreSQL."""

from datetime import timedelta

import pytest

from campaigns.actions.recognition.scoring import recount
from campaigns.actions.recognition.seasons import close
from campaigns.models import Recognition, Score
from sitewide.models import Letter
from tests.races.processes import on_postgresql, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY = 8


def test_who_is_counted_by_many_at_once_is_raised_once_and_a_season_closed_by_many_is_closed_once(stand, cast):
    """Guards: the locks in `recount` and `close`; without them there are several letters, or an error of the database."""
    stand.counts(20)
    counted = race(lambda _number: recount(stand.season, cast.advocate, at=cast.at).pk, MANY)
    assert [outcome.error for outcome in counted if outcome.error] == []
    assert stand.verbs("tier.reached") == ["tier.reached"]
    assert Letter.objects.filter(about="tier_changed").count() == 1
    assert Score.objects.get().points == 20
    after = stand.season.ends_at + timedelta(minutes=1)
    closed = race(lambda _number: close(stand.season, at=after).pk, MANY)
    assert sorted(outcome.refused for outcome in closed) == ["", *["closed"] * (MANY - 1)]
    assert stand.verbs("season.closed", "season.begun") == ["season.closed", "season.begun"]
    assert Recognition.objects.get().tier == stand.bronze
