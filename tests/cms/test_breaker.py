"""The breaker: what trips it, what it holds and halts, who is told, what a manager makes of it, and the worm."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from advocates.actions import halts
from advocates.models import CommunityManager, Enrolment, Grant, Halt
from advocates.rights import NotAllowed, Origin
from cms.actions import breaker, messages
from cms.breaker import Act
from cms.models import BrandPage, Breaker, KnownDomain, Message, Trip
from cms.queries.breaker import judged
from moderation.models import Case
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Refused
from sitewide.models import Letter
from tests.cms.conftest import Cast, another_advocate
from tests.factories import BrandPageFactory, EnrolmentFactory, GrantFactory, ProgramFactory, UserFactory, manager_of

KNOWN = Origin(known=True)
TEXT = "Season the pan with a thin film of oil and leave it in a hot oven for an hour, then let it cool slowly."


def words(seed: int) -> str:
    """A sentence that is like no other."""
    return " ".join("".join(Random(f"{seed} {n}").choices("abcdefghijklmnop", k=6)) for n in range(20))


def refusal(act: Callable[[], Any]) -> str:
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        act()
    assert Entry.objects.count() == before
    return refused.value.code


@pytest.fixture(autouse=True)
def _long_since(cast: Cast) -> None:
    """The advocate is enrolled since two months and holds, besides the others, grants on everything without end."""
    Enrolment.objects.filter(program=cast.program).update(term_starts=cast.later(days=-60))
    for right in ("post", "reply"):
        wide = {"per_day": 100_000, "scope": cast.program.root_page, "starts_at": cast.later(days=-50)}
        GrantFactory(program=cast.program, advocate=cast.advocate, right=right, ends_at=cast.later(days=90), **wide)


@pytest.fixture
def on(cast: Cast) -> Cast:
    """The cast with the breaker on."""
    Breaker.objects.create(program=cast.program, active=True, tried_at=cast.at)
    return cast


def say(on: Cast, text: str, *, minute: float = 0, **fields: Any) -> Message:
    known: dict[str, Any] = {"author": on.advocate, "at": on.at + timedelta(minutes=minute)}
    page = fields.pop("page", on.page)
    return messages.post(page, title="Pans", body=f"<p>{text}</p>", **known | fields)


def pages(on: Cast) -> Iterator[BrandPage]:
    """The brand page, then ever more below it."""
    yield on.page
    while True:
        yield BrandPageFactory(parent=on.page)


def spread(on: Cast) -> list[Message]:
    """Nearly the same on three pages."""
    return [say(on, TEXT, page=page) for page, _number in zip(pages(on), range(3), strict=False)]


def test_nearly_the_same_on_several_places_holds_the_act_and_halts_the_grants(on: Cast) -> None:
    first, second, third = spread(on)
    assert [message.state for message in (first, second, third)] == ["published", "published", "held"]
    assert third.hold_reason == "breaker"
    trip = Trip.objects.get()
    assert (trip.message, trip.causes[0][0], set(trip.alike.all())) == (third, "places", {first, second})
    halted = {halt.grant_id for halt in trip.halts.all()}
    assert halted == set(Grant.objects.filter(advocate=on.advocate, state="live").values_list("pk", flat=True))
    assert set(Halt.objects.values_list("level", "started_by")) == {("grant", None)}
    with pytest.raises(NotAllowed) as refused:
        say(on, words(1), minute=60 * 24)
    assert refused.value.code == "halted"
    entry = Entry.objects.get(verb="breaker.tripped")
    assert entry.data["causes"] == ["places"]


def test_several_people_who_say_the_same_are_all_halted(on: Cast) -> None:
    crowd = [another_advocate(on, "post") for _number in range(2)]
    for person in (*crowd, on.advocate):
        last = say(on, TEXT, author=person)
    assert last.state == "held"
    halted = {halt.grant.advocate for halt in Trip.objects.get().halts.select_related("grant__advocate") if halt.grant}
    assert halted == {*crowd, on.advocate}


def test_staff_and_whose_rights_are_halted_are_told(on: Cast) -> None:
    spread(on)
    told = dict(Letter.objects.filter(about="breaker_tripped").values_list("to", "subject"))
    assert set(told) == {on.manager.email, on.advocate.email}
    assert "was this you" in told[on.advocate.email]
    letter = Letter.objects.get(to=on.manager.email, about="breaker_tripped")
    assert "/admin/breaker/" in letter.text
    assert "3 places" in letter.text


def test_a_link_to_a_new_site_trips_and_to_a_known_one_does_not(on: Cast) -> None:
    KnownDomain.objects.create(program=on.program, domain="good.example")
    there = ProgramFactory(hostname="other.example")
    KnownDomain.objects.create(program=there, domain="bad.example")
    assert say(on, 'See <a href="https://www.good.example/x">this</a>').state == "published"
    assert say(on, 'See <a href="https://bad.example/x">that</a>').state == "held"
    assert Trip.objects.get().causes == [["domain", {"domains": "bad.example"}]]


def test_an_act_from_a_new_browser_trips(on: Cast) -> None:
    assert say(on, words(1), origin=Origin(known=True)).state == "published"
    assert say(on, words(2)).state == "published"
    assert say(on, words(3), origin=Origin(known=False)).state == "held"
    assert Entry.objects.get(verb="message.held").data["new_device"]


def test_an_edit_counts_as_a_new_act(on: Cast) -> None:
    """Guard: `_watched` in changing; without it what stood there harmlessly becomes the worm, as often as one likes."""
    stood = [say(on, words(n), minute=-600 * n, page=page) for n, page in zip(range(1, 4), pages(on), strict=False)]
    edited = [
        messages.edit(message, title="Pans", body=f"<p>{TEXT}</p>", actor=on.advocate, at=on.at)
        for message in stood[:2]
    ]
    assert [message.state for message in edited] == ["published", "published"]
    last = messages.edit(stood[2], title="Pans", body=f"<p>{TEXT}</p>", actor=on.advocate, at=on.at)
    assert (last.state, last.hold_reason) == ("held", "breaker")
    assert (
        refusal(lambda: messages.edit(stood[0], title="Pans", body="<p>x</p>", actor=on.advocate, at=on.at)) == "halted"
    )


def test_comments_and_a_breaker_that_is_off_hold_nothing(on: Cast) -> None:
    for page, _number in zip(pages(on), range(4), strict=False):
        assert messages.comment(page, author=on.member, body=TEXT, at=on.at).state == "published"
    Breaker.objects.update(active=False)
    assert {message.state for message in spread(on)} == {"published"}


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


def test_the_breaker_costs_one_query_whatever_was_said_before(on: Cast) -> None:
    say(on, words(0))
    costs = []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as asked:
            say(on, words(number), minute=number * 200)
        costs.append(len(asked))
        assert sum("cms_breaker" in query["sql"] for query in asked) == 1
    assert costs[0] == costs[1]
    Breaker.objects.update(active=False)
    with CaptureQueriesContext(connection) as asked:
        say(on, words(3), minute=900)
    assert len(asked) == costs[0]


class Worm:
    """Somebody with the session of an advocate whose grants allow a hundred thousand uses a day."""

    def __init__(self, on: Cast, places: list[BrandPage], text: Callable[[int], str]) -> None:
        self.on, self.places, self.text, self.refused = on, places, text, 0
        self.asked = {page.pk: messages.comment(page, author=on.member, body="How?", at=on.at) for page in places}

    def tries(self, times: int, *, every: timedelta = timedelta(seconds=1), origin: Origin = KNOWN) -> None:
        for number in range(times):
            page, at = self.places[number % len(self.places)], self.on.at + every * number
            about: dict[str, Any] = {"author": self.on.advocate, "body": f"<p>{self.text(number)}</p>", "at": at}
            try:
                if number % 2:
                    messages.post(page, title=f"Offer {number}", origin=origin, **about)
                else:
                    messages.reply(page, origin=origin, answers=self.asked[page.pk], **about)
            except NotAllowed:
                self.refused += 1


def unleashed(on: Cast, text: Callable[[int], str], *, history: bool = True) -> Worm:
    """The advocate said something on ten days before, twice within ten minutes at most."""
    root = BrandPageFactory(parent=on.program.root_page)
    for day in range(10, 0, -1) if history else ():
        for minute in (0, 4):
            say(on, words(day * 10 + minute), minute=minute - day * 60 * 24)
    return Worm(on, [on.page, root, *(BrandPageFactory(parent=root) for _n in range(4))], text)


def out(on: Cast) -> int:
    return Message.objects.filter(written_at__gte=on.at, state="published").exclude(exercise=None).count()


WORMS: dict[str, Callable[[int], str]] = {
    "same": lambda number: TEXT,
    "spun": lambda number: f"{TEXT} Number {number}, friend{number}.",
    "random": words,
    "linked": lambda number: f'<a href="https://shop{number}.example/">{words(number)}</a>',
    "short": lambda number: "Buy now",
}


@pytest.mark.parametrize("kind", WORMS)
def test_a_worm_gets_at_most_three_messages_out(on: Cast, kind: str) -> None:
    """Guards: each sign, and the halts of `trip`; without the halts ever more are held, without the signs all are out."""
    worm = unleashed(on, WORMS[kind])
    worm.tries(200)
    assert out(on) <= 3
    assert worm.refused >= 196
    assert Message.objects.filter(written_at__gte=on.at).exclude(exercise=None).count() <= 4


def test_a_worm_of_ten_thousand_gets_at_most_three_messages_out(on: Cast) -> None:
    worm = unleashed(on, lambda number: f"Offer {number}")
    worm.tries(10_000, every=timedelta(seconds=5))
    assert out(on) <= 3
    assert worm.refused >= 9_996


def test_a_worm_from_a_new_browser_gets_nothing_out(on: Cast) -> None:
    worm = unleashed(on, words)
    worm.tries(50, origin=Origin(known=False))
    assert out(on) == 0


def test_what_an_advocate_does_on_an_ordinary_day_trips_nothing(on: Cast) -> None:
    unleashed(on, words)
    for number in range(12):
        assert say(on, words(1000 + number), minute=number * 7).state == "published"


def test_the_query_answers_within_its_limits_with_many_acts_before(on: Cast) -> None:
    """What is looked at is bounded: the newest thirty of others within the hour, the last thirty of the author."""
    person = UserFactory()
    say(on, words(0))
    Message.objects.bulk_create(
        Message(
            program=on.program, page=on.page, kind="comment", state="published", author=author, body="<p>x</p>",
            written_at=on.at, sketch=bytes(32), sketched_at=on.at - timedelta(seconds=number),
        )
        for number in range(300) for author in (person, on.advocate)
    )  # fmt: skip
    act = Act(0, on.advocate.pk, on.page.pk, on.at, bytes(32))
    with CaptureQueriesContext(connection) as asked:
        found, _new = judged(on.program.pk, act, domains=(), new_device=False)
    assert len(asked) == 1
    assert [code for code, _values in found.causes] == ["pace"]
    assert found.causes[0][1]["count"] == 31


def test_another_program_is_another_world(on: Cast) -> None:
    there = ProgramFactory(hostname="other.example")
    page: Any = BrandPageFactory(parent=there.root_page)
    person = User.objects.get(pk=on.advocate.pk)
    GrantFactory(program=there, advocate=person, right="post", scope=page)
    EnrolmentFactory(program=there, member=person)
    for place in (on.page, page, BrandPageFactory(parent=on.page)):
        assert say(on, TEXT, page=place).state == "published"
