"""What trips the breaker, what it holds and halts, who is told, and what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from advocates.models import Grant, Halt
from advocates.rights import NotAllowed, Origin
from cms.actions import messages
from cms.breaker import Act
from cms.models import Breaker, KnownDomain, Message, Trip
from cms.queries.breaker import judged
from record.models import Entry
from sitewide.models import Letter
from tests.cms.breaker.saying import TEXT, pages, say, spread, words
from tests.cms.conftest import Cast, another_advocate
from tests.factories import BrandPageFactory, EnrolmentFactory, GrantFactory, ProgramFactory, UserFactory
from tests.refusing import refusal


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


def test_another_program_is_another_world(on: Cast) -> None:
    there = ProgramFactory(hostname="other.example")
    page: Any = BrandPageFactory(parent=there.root_page)
    person = User.objects.get(pk=on.advocate.pk)
    GrantFactory(program=there, advocate=person, right="post", scope=page)
    EnrolmentFactory(program=there, member=person)
    for place in (on.page, page, BrandPageFactory(parent=on.page)):
        assert say(on, TEXT, page=place).state == "published"


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
