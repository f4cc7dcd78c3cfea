"""Thresholds are tried over what was said before they are switched on."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from advocates.models import Halt
from advocates.rights import Origin
from cms.actions import breaker
from cms.models import Breaker, KnownDomain, Trip
from record.models import Entry
from tests.cms.breaker.saying import TEXT, pages, say, words
from tests.cms.conftest import Cast
from tests.refusing import refusal

pytestmark = pytest.mark.usefixtures("long_since")


def test_thresholds_are_tried_before_they_are_switched_on(cast: Cast) -> None:
    """Guards: `tried_at` in `switch_on`, and the constraint behind it."""
    manager: dict[str, Any] = {"actor": cast.manager, "at": cast.at}
    assert refusal(lambda: breaker.switch_on(cast.program, **manager)) == "not_tried"
    breaker.try_out(cast.program, **manager)
    assert breaker.switch_on(cast.program, **manager).active
    assert breaker.set_thresholds(cast.program, minutes=10, **manager).active
    changed = breaker.set_thresholds(cast.program, minutes=20, alike_places=0, **manager)
    assert (changed.active, changed.tried_at, changed.minutes) == (False, None, 20)
    assert refusal(lambda: breaker.switch_on(cast.program, **manager)) == "not_tried"
    with pytest.raises(IntegrityError, match="a_breaker_is_tried_before_it_is_on"), transaction.atomic():
        Breaker.objects.update(active=True)
    breaker.try_out(cast.program, **manager)
    breaker.switch_on(cast.program, **manager)
    assert not breaker.switch_off(cast.program, **manager).active
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    on_and_on = ["breaker.tried", "breaker.switched_on"]
    assert verbs == [*on_and_on, "breaker.set", *on_and_on, "breaker.switched_off"]


def test_only_a_manager_sets_tries_and_switches_it_and_only_to_what_makes_sense(cast: Cast) -> None:
    for act in (breaker.set_thresholds, breaker.try_out, breaker.switch_on, breaker.switch_off):
        assert refusal(lambda act=act: act(cast.program, actor=cast.member, at=cast.at)) == "not_a_manager"
    for wrong in ({"minutes": 0}, {"minutes": 61}, {"alike": 29}, {"alike": 101}, {"pace_percent": -1}):
        act: Any = lambda wrong=wrong: breaker.set_thresholds(cast.program, actor=cast.manager, at=cast.at, **wrong)  # noqa: E731
        assert refusal(act) == "invalid"


def test_a_dry_run_shows_what_would_have_tripped_and_holds_nothing(cast: Cast) -> None:
    said = [say(cast, TEXT, page=page, minute=-90) for page, _n in zip(pages(cast), range(3), strict=False)]
    linked = say(cast, 'See <a href="https://new.example/x">that</a>', minute=-50)
    say(cast, 'And <a href="https://new.example/y">this</a>', minute=-30)
    fresh = say(cast, words(1), minute=-15, origin=Origin(known=False))
    old = say(cast, 'See <a href="https://old.example/x">that</a>', minute=-60 * 24 * 40)
    run = breaker.try_out(cast.program, actor=cast.manager, at=cast.at)
    assert [one.message for one in run.found] == [fresh, linked, said[2]]
    assert (run.looked_at, run.count) == (6, 3)
    assert "3 places" in run.found[2].causes[0]
    assert not Trip.objects.exists()
    assert not Halt.objects.exists()
    assert old.state == "published"
    breaker.set_thresholds(cast.program, actor=cast.manager, at=cast.at, alike_places=0, new_domains=False)
    assert [one.message for one in breaker.try_out(cast.program, actor=cast.manager, at=cast.at).found] == [fresh]


def test_switched_on_it_knows_the_sites_of_the_last_year(cast: Cast) -> None:
    say(cast, 'See <a href="https://known.example/x">that</a>', minute=-600)
    breaker.try_out(cast.program, actor=cast.manager, at=cast.at)
    breaker.switch_on(cast.program, actor=cast.manager, at=cast.at)
    assert list(KnownDomain.objects.values_list("domain", flat=True)) == ["known.example"]
    assert say(cast, 'See <a href="https://known.example/y">that</a>').state == "published"
