"""What a manager makes of a trip: released or removed, once, by whom it does not concern."""

import pytest
from django.db import IntegrityError, transaction

from advocates.actions import halts
from advocates.models import CommunityManager, Halt
from cms.actions import breaker, messages
from cms.models import Message, Trip
from moderation.models import Case
from record.models import Entry
from record.tasks import settle
from tests.cms.breaker.saying import say, spread
from tests.cms.conftest import Cast
from tests.factories import ProgramFactory, manager_of
from tests.refusing import refusal


def test_released_it_appears_and_the_grants_go_on(on: Cast) -> None:
    held = say(on, 'See <a href="https://new.example/x">that</a>')
    settle()
    assert Case.objects.get().state == "open"
    trip = breaker.release(Trip.objects.get(), actor=on.manager, at=on.later(minutes=5))
    held.refresh_from_db()
    assert (trip.state, trip.closed_by, held.state) == ("released", on.manager, "published")
    assert not Halt.objects.filter(lifted_at=None).exists()
    assert say(on, 'Again: <a href="https://new.example/x">that</a>', minute=20).state == "published"
    settle()
    assert Case.objects.get().state == "closed"


def test_removed_everything_alike_goes_and_the_grants_stay_halted(on: Cast) -> None:
    spread(on)
    breaker.remove(Trip.objects.get(), actor=on.manager, at=on.at)
    assert set(Message.objects.values_list("state", flat=True)) == {"removed"}
    assert Halt.objects.filter(lifted_at=None).count() == 4
    assert Entry.objects.get(verb="breaker.removed").data["messages"] == list(
        Message.objects.order_by("pk").values_list("pk", flat=True)
    )


@pytest.mark.parametrize("way", ["release", "restore"])
def test_nobody_shows_what_an_open_trip_holds(on: Cast, way: str) -> None:
    """Guard: the open trip in `_must_not_be_stopped`; without it a moderator publishes what the breaker stopped."""
    spread(on)
    held = Trip.objects.get().message
    about = {"actor": on.manager, "at": on.at}
    if way == "restore":
        messages.hide(held, **about)
    assert refusal(lambda: getattr(messages, way)(held, **about)) == "tripped"


def test_a_trip_is_closed_once_by_a_manager_whom_it_does_not_concern(on: Cast) -> None:
    spread(on)
    trip = Trip.objects.get()
    CommunityManager.objects.create(program=on.program, member=on.advocate, since=on.at)
    there = manager_of(ProgramFactory(hostname="other.example"))
    for act in (breaker.release, breaker.remove):
        assert refusal(lambda act=act: act(trip, actor=on.member, at=on.at)) == "not_a_manager"
        assert refusal(lambda act=act: act(trip, actor=there, at=on.at)) == "not_a_manager"
        assert refusal(lambda act=act: act(trip, actor=on.advocate, at=on.at)) == "own_halt"
    breaker.remove(trip, actor=on.manager, at=on.at)
    for act in (breaker.release, breaker.remove):
        assert refusal(lambda act=act: act(trip, actor=on.manager, at=on.at)) == "closed"
    with pytest.raises(IntegrityError, match="a_trip_is_closed_by_somebody"), transaction.atomic():
        Trip.objects.create(program=on.program, message=trip.message, at=on.at, state="released")


def test_what_another_open_trip_halts_stays_halted(on: Cast) -> None:
    """Guard: `elsewhere` in `release`; without it one release frees what the other trip still holds."""
    spread(on)
    first = Trip.objects.get()
    other = Trip.objects.create(program=on.program, message=first.message, at=on.at, causes=[["device", {}]])
    other.halts.set(first.halts.all())
    breaker.release(first, actor=on.manager, at=on.at)
    assert Halt.objects.filter(lifted_at=None).count() == 4
    first.message.refresh_from_db()
    assert first.message.state == "held"
    breaker.release(other, actor=on.manager, at=on.at)
    assert not Halt.objects.filter(lifted_at=None).exists()


def test_what_a_manager_halted_or_removed_meanwhile_stays_so(on: Cast) -> None:
    spread(on)
    trip = Trip.objects.get()
    own = halts.halt(on.program, level="person", person=on.advocate, actor=on.manager, at=on.at)
    messages.remove(trip.message, actor=on.manager, at=on.at)
    breaker.release(trip, actor=on.manager, at=on.at)
    trip.message.refresh_from_db()
    own.refresh_from_db()
    assert (trip.message.state, own.lifted_at) == ("removed", None)
