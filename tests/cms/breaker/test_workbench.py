"""The breaker in the workbench: one screen for all that tripped, one press, thresholds tried before they count."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocates.models import Halt
from cms.actions import messages
from cms.models import Breaker, Message, Trip
from tests.cms.breaker.saying import TEXT, pages, say, spread
from tests.cms.conftest import Cast
from tests.factories import ProgramFactory, UserFactory, manager_of
from tests.stage import at_work


@pytest.fixture
def manager(cast: Cast) -> Client:
    return at_work(cast.manager)


def act(client: Client, name: str, trip: Trip) -> Any:
    return client.post(reverse("breaker:index"), {"act": name, "trip": trip.pk})


def test_one_screen_shows_why_what_is_alike_and_what_is_halted(on: Cast, manager: Client) -> None:
    assert "Nothing has tripped" in manager.get(reverse("breaker:index")).content.decode()
    spread(on)
    page = manager.get(reverse("breaker:index")).content.decode()
    for told in (
        "1 trip waits",
        "3 places",
        TEXT[:60],
        "Remove it and the 2 alike",
        "Halt everything of Ada",
        "release it",
    ):
        assert told in page
    assert page.count("/admin/rights/halts/edit/") >= Halt.objects.count()


def test_the_words_are_shown_as_readers_would_read_them(on: Cast, manager: Client) -> None:
    """Guard: `in_short`; tags taken out of stored HTML leave “&amp;amp;” and words that run together."""
    for page, _number in zip(pages(on), range(3), strict=False):
        say(on, f"Salt &amp; oil.</p><p>{TEXT}", page=page)
    page = manager.get(reverse("breaker:index")).content.decode()
    assert "Salt &amp; oil. Season" in page


@pytest.mark.parametrize(("name", "state"), [("release", "published"), ("remove", "removed")])
def test_one_press_releases_or_removes(on: Cast, manager: Client, name: str, state: str) -> None:
    spread(on)
    trip = Trip.objects.get()
    assert act(manager, name, trip).status_code == 302
    assert Message.objects.get(pk=trip.message_id).state == state
    assert "Looked at" in manager.get(reverse("breaker:index")).content.decode()
    assert act(manager, name, trip).status_code == 409


def test_a_press_waits_until_one_has_proven_who_one_is(on: Cast) -> None:
    """Guard: `recently_authenticated` on the view; without it a session left open frees the worm."""
    spread(on)
    led = act(at_work(on.manager, recent=False), "release", Trip.objects.get())
    assert "reauthenticate" in led["Location"]
    assert Trip.objects.get().state == "open"


def test_other_programs_trips_and_thresholds_do_not_exist(on: Cast) -> None:
    """I13. Guard: `managed_ids` in the views; without it another program's trips are listed and closed."""
    spread(on)
    there = ProgramFactory(hostname="other.example")
    other, nobody = at_work(manager_of(there)), at_work(UserFactory())
    assert TEXT[:30] not in other.get(reverse("breaker:index")).content.decode()
    assert act(other, "release", Trip.objects.get()).status_code == 404
    assert nobody.get(reverse("breaker:index")).status_code == 404
    for number in ("1" * 30, "x", ""):
        assert other.post(reverse("breaker:index"), {"act": "release", "trip": number}).status_code == 404
    address = reverse("breaker:thresholds", args=[on.program.pk])
    for client in (other, nobody):
        assert client.get(address).status_code == 404
        assert client.post(address, {"act": "off"}).status_code == 404
    assert Breaker.objects.get(program=on.program).active


def test_thresholds_are_set_tried_and_switched_on(cast: Cast, manager: Client) -> None:
    address = reverse("breaker:thresholds", args=[cast.program.pk])
    for page, _number in zip(pages(cast), range(3), strict=False):
        messages.post(
            page, author=cast.advocate, title="Pans", body=f"<p>{TEXT}</p>", at=cast.at - timedelta(minutes=1)
        )
    first = manager.get(address).content.decode()
    assert "not tried yet" in first
    assert 'value="on"' not in first
    assert manager.post(address, {"act": "on"}).status_code == 409
    limits = {name: getattr(Breaker(), name) for name in Breaker.THRESHOLDS}
    assert manager.post(address, {"act": "set"} | limits | {"minutes": 99}).status_code == 422
    assert manager.post(address, {"act": "set"} | limits | {"minutes": 15}).status_code == 302
    tried = manager.post(address, {"act": "try"}).content.decode()
    assert "1 act of 3 would have been held" in tried
    assert "within 15 minutes" in tried
    assert not Trip.objects.exists()
    assert manager.post(address, {"act": "on"}).status_code == 302
    assert Breaker.objects.get().active
    assert 'value="off"' in manager.get(address).content.decode()
    manager.post(address, {"act": "off"})
    assert not Breaker.objects.get().active


def test_the_screen_asks_no_more_for_more_trips(on: Cast, manager: Client) -> None:
    spread(on)
    first = Trip.objects.get()
    manager.get(reverse("breaker:index"))
    with CaptureQueriesContext(connection) as few:
        manager.get(reverse("breaker:index"))
    for number in range(30):
        more = Trip.objects.create(
            program=on.program, message=first.message, at=on.at, causes=first.causes, state="removed" if number % 2 else "open",
            closed_by=on.manager if number % 2 else None, closed_at=on.at if number % 2 else None,
        )  # fmt: skip
        more.halts.set(first.halts.all())
        more.alike.set(first.alike.all())
    with CaptureQueriesContext(connection) as many:
        page = manager.get(reverse("breaker:index"))
    assert len(page.context["waiting"]) == 16
    assert len(many) <= len(few) + 2


def test_only_a_known_press_changes_the_breaker(on: Cast, manager: Client) -> None:
    """Guard: the last line of `_done`; with switching off as what is left, any rubbish disarms the breaker."""
    address = reverse("breaker:thresholds", args=[on.program.pk])
    for rubbish in ("", "garbage"):
        assert manager.post(address, {"act": rubbish}).status_code == 422
    assert Breaker.objects.get().active
