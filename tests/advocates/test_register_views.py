"""What a reader sees of rights: the register as page, JSON and Atom, and the people who hold them."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from advocates.actions import grants
from advocates.models import Enrolment, Exercise, Grant
from advocates.rights import exercise
from record.tasks import settle
from tests.advocates.saying import said
from tests.factories import EnrolmentFactory, UserFactory
from tests.kept import kept
from tests.stage import Stage, enrolled, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


def public(on: Stage) -> list[Grant]:
    """A grant in every state, by different people, on different pages."""
    other = enrolled(on, name="Ben", handle="ben")
    return [
        on.grant(scope=on.program.root_page), on.grant(scope=on.pans, right="post"),
        on.grant(advocate=other, right="moderate"), on.grant(state="revoked", ended_at=on.now, end_reason="Over."),
        on.grant(state="live", starts_at=on.later(days=-9), ends_at=on.later(days=-1)),
        on.grant(state="offered", answered_at=None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {0, 1, 2, 3, 4, 5}), ("right=post", {1}), ("state=live", {0, 1, 2}), ("state=revoked", {3}),
        ("state=expired", {4}), ("state=offered", {5}), ("person=ben", {2}), ("person=@Ben", {2}),
        ("page=kitchen", {0, 2, 3, 4, 5}), ("page=pans", {0, 1, 2, 3, 4, 5}), ("page=root", {0}),
        ("right=reply&state=live", {0}),
    ],
)  # fmt: skip
def test_the_register_filters_alike_as_page_json_and_atom(on: Stage, query: str, found: set[int]) -> None:
    made = public(on)
    pages = {"kitchen": on.kitchen.pk, "pans": on.pans.pk, "root": on.program.root_page_id}
    for name, pk in pages.items():
        query = query.replace(f"page={name}", f"page={pk}")
    expected = {made[number].pk for number in found}
    page = Client().get(f"{reverse('register')}?{query}")
    assert {line.grant.pk for line in page.context["lines"]} == expected
    plain = Client().get(f"{reverse('register_json')}?{query}").json()
    assert {grant["id"] for grant in plain["grants"]} == expected
    feed = ElementTree.fromstring(Client().get(f"{reverse('register_atom')}?{query}").content)
    links = [link.get("href", "") for link in feed.iterfind("{*}entry/{*}link")]
    assert {int(link.rstrip("/").rsplit("/", 1)[1]) for link in links} == expected


def test_a_filter_that_names_nothing_finds_nothing(on: Stage) -> None:
    public(on)
    for query in ("person=nobody", "right=rule", "page=999999", "state=odd"):
        page = Client().get(f"{reverse('register')}?{query}")
        assert (page.status_code, page.context["lines"]) == (422, [])
        assert Client().get(f"{reverse('register_json')}?{query}").status_code == 422
        assert b"<entry" not in Client().get(f"{reverse('register_atom')}?{query}").content


def test_the_register_as_json_has_the_documented_fields_and_no_address(on: Stage) -> None:
    on.grant()
    plain = Client().get(reverse("register_json"))
    assert set(plain.json()["grants"][0]) == {
        "id", "url", "right", "state", "reason", "person", "place", "given_by", "per_day", "in_total", "probation_uses",
        "on_probation", "uses", "offered_at", "answered_at", "starts_at", "ends_at", "ended_at", "end_reason",
        "may_be_passed_on", "passed_on_from", "shadow", "uses_rounded",
    }  # fmt: skip
    assert on.advocate.email not in plain.content.decode()
    assert on.manager.email not in plain.content.decode()


def test_the_register_comes_in_pages_both_ways_and_needs_a_fixed_number_of_queries(on: Stage) -> None:
    counts = []
    Client().get(reverse("register"))
    for _round in range(2):
        for _number in range(15):
            on.grant()
        with CaptureQueriesContext(connection) as asked:
            first = Client().get(reverse("register"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 7
    assert len(first.context["lines"]) == 25
    second = Client().get(reverse("register") + first.context["older_url"])
    assert (len(second.context["lines"]), second.context["older_url"]) == (5, "")
    back = Client().get(reverse("register") + second.context["newer_url"])
    assert [line.grant.pk for line in back.context["lines"]] == [line.grant.pk for line in first.context["lines"]]


def test_json_goes_on_where_the_last_page_ended(on: Stage) -> None:
    Grant.objects.bulk_create(
        Grant(
            program=on.program, advocate=on.advocate, scope=on.kitchen, granted_by=on.manager, right="reply", reason="Because",
            per_day=1, offered_at=on.now, starts_at=on.now, ends_at=on.later(days=1),
        )
        for _number in range(103)
    )  # fmt: skip
    seen: list[int] = []
    address: str | None = reverse("register_json")
    while address:
        page = Client().get(address).json()
        seen, address = seen + [grant["id"] for grant in page["grants"]], page["next"]
    assert len(seen) == len(set(seen)) == 103


def test_a_grant_in_the_register_tells_its_history_and_its_uses(on: Stage) -> None:
    grant = grants.issue(
        on.program, advocate=on.advocate, right="reply", scope=on.kitchen, reason="Knows pans.", per_day=5,
        actor=on.manager, at=on.now,
    )  # fmt: skip
    grants.accept(grant, actor=on.advocate, at=on.now)
    shown, hidden = said(on, title="Seasoning"), said(on, state="hidden", title="Secret words")
    grants.narrow(grant, reason="Less is enough.", per_day=3, actor=on.manager, at=on.later(hours=1))
    grants.revoke(grant, reason="It is over.", actor=on.manager, at=on.later(hours=2))
    settle()
    page = Client().get(grant.get_absolute_url()).content.decode()
    for words in (
        "Knows pans.",
        "narrowed it to 3 a day",
        "Less is enough.",
        "revoked it",
        "It is over.",
        "of the record",
    ):
        assert words in page
    assert shown.get_absolute_url() in page
    assert hidden.get_absolute_url() not in page
    assert "Secret words" not in page


def test_what_is_public_of_a_moderator_s_uses_tells_nobody_whose_pseudonym_decided(on: Stage) -> None:
    """Guard: `at__lt` and `at_least` in queries/usage.py. A decision changes nothing that can be read, on no page and day."""
    grant = on.grant(right="moderate", starts_at=on.later(weeks=-9))
    old = on.later(weeks=-6)
    Exercise.objects.bulk_create(
        Exercise(grant=grant, right="moderate", place=on.kitchen, at=old) for _use in range(49)
    )
    addresses = [grant.get_absolute_url(), reverse("register"), f"{reverse('register')}?on={on.now:%Y-%m-%d}"]
    addresses += [
        reverse("register_json"),
        reverse("register_csv"),
        reverse("register_atom"),
        f"/people/{on.advocate.handle}/",
    ]
    before = [readable(Client().get(address)) for address in addresses]
    with transaction.atomic():
        exercise(on.advocate, "moderate", on.place(), at=on.now)
    assert [readable(Client().get(address)) for address in addresses] == before
    page = Client().get(grant.get_absolute_url())
    assert (page.context["uses"], page.context["weeks"]) == ([], [])
    assert "10 decisions or more rested on this grant when last month ended." in page.text
    assert Client().get(reverse("register_json")).json()["grants"][0]["uses"] == 10


def readable(answer: Any) -> str:
    """What the page says, without what is new with each answer."""
    whole = b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()
    return re.sub(r'nonce="[^"]*"|<time[^>]*>[^<]*</time>|csrf\w+" value="[^"]*"', "", whole)


def test_a_grant_of_another_program_is_not_in_this_register(on: Stage) -> None:
    other = stage(hostname="other.example", name="Canary program")
    grant = other.grant(reason="canary reason")
    assert Client().get(grant.get_absolute_url()).status_code == 404
    assert Client(HTTP_HOST="other.example").get(grant.get_absolute_url()).status_code == 200
    for address in ("register", "register_json", "register_atom", "people"):
        assert b"canary" not in Client().get(reverse(address)).content.lower()


def test_only_who_holds_or_held_a_right_and_who_is_or_was_enrolled_has_a_page(on: Stage) -> None:
    stranger = UserFactory(handle="stranger")
    past = UserFactory(handle="past")
    on.grant(advocate=past, state="revoked", ended_at=on.now)
    left = EnrolmentFactory(program=on.program, member=UserFactory(handle="left")).member
    Enrolment.objects.filter(member=left).update(ended_at=on.now, end="left")
    closed = enrolled(on, handle="closed", is_active=False)
    found = {
        user.handle: Client().get(f"/people/{user.handle}/").status_code for user in (stranger, past, left, closed)
    }
    assert found == {"stranger": 404, "past": 200, "left": 200, "closed": 404}
    assert Client().get(f"/people/{on.advocate.handle}/").status_code == 200
    assert Client().get(f"/people/{on.advocate.pk}/").status_code == 404, "a number is no second name of a handle"
    nameless = enrolled(on, handle=None)
    assert Client().get(f"/people/{nameless.pk}/").status_code == 200


def test_a_profile_says_what_they_may_do_what_they_get_and_what_they_did(on: Stage) -> None:
    on.grant(reason="Knows pans.")
    message = said(on)
    said(on, state="held", title="Not yet")
    page = Client().get(on.advocate.get_absolute_url())
    text = page.content.decode()
    for words in ("Knows pans.", str(escape(str(on.program.disclosure))), message.get_absolute_url()):
        assert words in text
    assert "Not yet" not in text
    assert page.context["done"] == {"posts": 0, "replies": 1, "decisions": 0}
    assert on.advocate.email not in text


def test_people_lists_holders_and_on_request_everybody(on: Stage) -> None:
    on.grant()
    idle = enrolled(on)
    assert [person.pk for person in Client().get(reverse("people")).context["people"]] == [on.advocate.pk]
    everybody = Client().get(reverse("people"), {"all": 1}).context["people"]
    assert {person.pk for person in everybody} == {on.advocate.pk, idle.pk}


def test_people_and_profiles_need_a_fixed_number_of_queries(on: Stage) -> None:
    counts = []
    for _round in range(2):
        for _number in range(3):
            on.grant(advocate=enrolled(on))
            on.grant()
            said(on)
        Client().get(on.advocate.get_absolute_url())
        with CaptureQueriesContext(connection) as list_asked:
            Client().get(reverse("people"))
        with CaptureQueriesContext(connection) as one_asked:
            Client().get(on.advocate.get_absolute_url())
        counts.append((len(list_asked), len(one_asked)))
    assert counts[0] == counts[1]
    assert counts[0][0] <= 6
    assert counts[0][1] <= 9


def test_what_people_wrote_is_escaped_in_every_form_of_the_register(on: Stage) -> None:
    on.advocate.name = "<script>alert(1)</script>"
    on.advocate.save()
    grant = on.grant(reason="<script>alert(2)</script>")
    for address in (reverse("register"), reverse("register_atom"), grant.get_absolute_url(), reverse("people")):
        assert b"<script>alert" not in Client().get(address).content
    assert (
        json.loads(Client().get(reverse("register_json")).content)["grants"][0]["reason"] == "<script>alert(2)</script>"
    )
