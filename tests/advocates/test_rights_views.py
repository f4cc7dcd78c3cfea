"""What an advocate, a manager and a reader see of rights: pages, JSON, Atom, limits and what stays hidden."""

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocates.actions import grants, halts
from advocates.models import Enrolment, Grant, Halt
from advocates.rights import exercise
from cms.models import Message
from record.tasks import settle
from tests.factories import EnrolmentFactory, UserFactory
from tests.stage import Stage, enrolled, signed_in, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Stage:
    return stage()


def said(on: Stage, right: str = "reply", state: str = "published", **fields: Any) -> Message:
    """What the advocate said under the right; a reply answers a comment of somebody."""
    known = {"program": on.program, "page": on.kitchen.specific, "written_at": on.now, "published_at": on.now}
    if right == "reply":
        asked = Message.objects.create(
            kind="comment", state="published", author=UserFactory(), body="<p>Salt or soap?</p>", **known
        )
        known |= {"answers": asked, "root": asked}
    with transaction.atomic():
        used = exercise(on.advocate, right, on.place(), at=on.now)
        known |= {"kind": right, "state": state, "author": on.advocate, "exercise": used}
        return Message.objects.create(**known | {"body": "<p>Salt.</p>", "disclosure": "I get points."} | fields)


def test_my_rights_tells_strangers_and_new_advocates_what_to_do_next(on: Stage) -> None:
    page = signed_in(UserFactory()).get(reverse("my_rights"))
    assert "/join/" in page.content.decode()
    page = signed_in(on.advocate).get(reverse("my_rights"))
    assert "You hold no right yet" in page.content.decode()
    assert Client().get(reverse("my_rights")).status_code == 302


def test_my_rights_shows_each_grant_with_what_is_left(on: Stage) -> None:
    on.grant(per_day=3, in_total=9, reason="Knows pans.", probation_uses=2)
    said(on)
    on.grant(state="offered", answered_at=None, right="post")
    on.grant(state="revoked", ended_at=on.now, end_reason="It is over.")
    page = signed_in(on.advocate).get(reverse("my_rights")).content.decode()
    for words in (
        "2 of 3 left",
        "8 of 9 left",
        "Knows pans.",
        "Accept …",
        "Hand back …",
        "It is over.",
        "The next use is",
    ):
        assert words in page


def test_my_rights_needs_a_fixed_number_of_queries(on: Stage) -> None:
    client = signed_in(on.advocate)
    counts = []
    for _round in range(2):
        for _grant in range(4):
            on.grant()
            on.grant(state="revoked", ended_at=on.now)
        client.get(reverse("my_rights"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("my_rights"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def test_past_grants_come_in_pages(on: Stage) -> None:
    for _number in range(14):
        on.grant(state="revoked", ended_at=on.now)
    client = signed_in(on.advocate)
    first = client.get(reverse("my_rights")).context
    older = client.get(reverse("my_rights") + first["older_url"].split("#")[0]).context
    assert (len(first["held"].past), len(older["held"].past), older["older_url"]) == (12, 2, "")


def test_no_two_landmarks_of_my_rights_have_the_same_name(on: Stage) -> None:
    on.grant(state="offered", answered_at=None)
    on.grant()
    on.grant(state="revoked", ended_at=on.now)
    page = signed_in(on.advocate).get(reverse("my_rights")).content.decode()
    names = re.findall(r'aria-labelledby="(\w+)"', page)
    assert {"offered", "live", "past"} <= set(names)
    assert len(names) == len(set(names))


def test_an_offer_is_accepted_declined_and_handed_back_by_its_own_advocate_only(on: Stage) -> None:
    client, grant = signed_in(on.advocate), on.grant(state="offered", answered_at=None)
    accept = reverse("grant_answer", args=[grant.pk, "accept"])
    assert "Accept this right?" in client.get(accept).content.decode()
    assert Grant.objects.get(pk=grant.pk).state == "offered", "looking accepts nothing"
    assert signed_in(on.manager).post(accept).status_code == 404
    assert client.post(accept).status_code == 302
    assert Grant.objects.get(pk=grant.pk).state == "live"
    again = client.post(accept)
    assert again.status_code == 409
    resign = reverse("grant_answer", args=[grant.pk, "resign"])
    assert client.post(resign, {"reason": "No time."}).status_code == 302
    assert Grant.objects.get(pk=grant.pk).end_reason == "No time."
    assert client.get(reverse("grant_answer", args=[grant.pk, "eat"])).status_code == 404


def test_a_reason_that_is_too_long_is_kept_in_the_form(on: Stage) -> None:
    grant = on.grant()
    page = signed_in(on.advocate).post(reverse("grant_answer", args=[grant.pk, "resign"]), {"reason": "y" * 401})
    assert page.status_code == 422
    assert "y" * 401 in page.content.decode()


def test_why_shows_every_check_and_what_to_do(on: Stage) -> None:
    ask = {"right": "reply", "page": on.kitchen.pk}
    client = signed_in(on.advocate)
    page = client.get(reverse("why"), ask)
    assert [check.code for check in page.context["checks"]][:3] == ["halted", "enrolled", "granted"]
    assert page.context["checks"][6].outcome == "unknown"
    assert "Not now" in page.content.decode()
    on.grant(probation_uses=1)
    page = client.get(reverse("why"), ask).content.decode()
    assert "looked at before it is shown" in page
    assert client.get(reverse("why"), ask | {"page": 10**9}).status_code == 200
    stranger = signed_in(UserFactory()).get(reverse("why"), ask).content.decode()
    assert "/join/" in stranger


def test_why_asks_for_a_page_in_words(on: Stage) -> None:
    page = signed_in(on.advocate).get(reverse("why")).content.decode()
    assert "Choose a page" in page
    assert "-----" not in page


def test_why_offers_no_page_of_another_program_and_none_without_conversation(on: Stage) -> None:
    other = stage(hostname="other.example")
    pages = signed_in(on.advocate).get(reverse("why")).context["form"].fields["page"].queryset
    assert {on.kitchen.pk, on.pans.pk} == set(pages.values_list("pk", flat=True))
    assert other.kitchen.pk not in pages.values_list("pk", flat=True)


def test_the_brand_stylesheet_carries_the_colour_and_a_readable_text_and_is_kept(on: Stage) -> None:
    on.program.brand_color = "#ffd400"
    on.program.save()
    sheet = Client().get(reverse("brand_css"))
    assert sheet["Content-Type"].startswith("text/css")
    assert "--brand: #ffd400" in sheet.content.decode()
    assert "--on-brand: #000000" in sheet.content.decode()
    assert "immutable" in sheet["Cache-Control"]
    assert f"{reverse('brand_css')}?ffd400" in Client().get(reverse("register")).content.decode()


def test_the_managers_bar_is_for_managers_only(on: Stage) -> None:
    bar = 'action="/portal/halt/"'
    assert bar in signed_in(on.manager).get(reverse("register")).content.decode()
    other = stage(hostname="other.example")
    for person in (on.advocate, UserFactory(), other.manager):
        assert bar not in signed_in(person).get(reverse("register")).content.decode()
    assert bar not in Client().get(reverse("register")).content.decode()


def test_only_a_manager_halts_and_only_by_a_form(on: Stage) -> None:
    assert signed_in(on.advocate).post(reverse("halt_program")).status_code == 403
    assert Client().post(reverse("halt_program")).status_code == 302
    manager = signed_in(on.manager)
    assert manager.get(reverse("halt_program")).status_code == 200
    assert not Halt.objects.exists()
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(on.manager)
    assert guarded.post(reverse("halt_program")).status_code == 403
    assert manager.post(reverse("halt_program")).status_code == 302
    assert Halt.objects.get().reason == ""
    assert manager.post(reverse("explain_halt"), {"reason": "A leak."}).status_code == 302
    assert Halt.objects.get().reason == "A leak."
    assert manager.post(reverse("explain_halt"), {"reason": "More."}).status_code == 409


def test_everybody_in_the_portal_sees_that_the_program_is_halted(on: Stage) -> None:
    halts.halt(on.program, actor=on.manager, at=on.now, reason="A leak.")
    on.grant()
    page = signed_in(on.advocate).get(reverse("my_rights")).content.decode()
    assert "The program is halted" in page
    assert "A leak." in page
    assert "grant-halted" in page


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
        "uses", "offered_at", "answered_at", "starts_at", "ends_at", "ended_at", "end_reason",
    }  # fmt: skip
    assert on.advocate.email not in plain.content.decode()
    assert on.manager.email not in plain.content.decode()


def test_the_register_comes_in_pages_both_ways_and_needs_a_fixed_number_of_queries(on: Stage) -> None:
    counts = []
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
            program=on.program, advocate=on.advocate, scope=on.kitchen, granted_by=on.manager, right="reply", reason="x",
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


def test_the_decisions_of_a_moderator_are_counted_and_not_linked(on: Stage) -> None:
    grant = on.grant(right="moderate")
    with transaction.atomic():
        exercise(on.advocate, "moderate", on.place(), at=on.now)
    page = Client().get(grant.get_absolute_url())
    assert page.context["uses"] == []
    assert "One decision rests on this grant." in page.content.decode()


def test_a_grant_of_another_program_is_not_in_this_register(on: Stage) -> None:
    other = stage(hostname="other.example", name="Canary program")
    grant = other.grant(reason="canary reason")
    assert Client().get(grant.get_absolute_url()).status_code == 404
    assert Client(HTTP_HOST="other.example").get(grant.get_absolute_url()).status_code == 200
    for address in ("register", "register_json", "register_atom", "people"):
        assert b"canary" not in Client().get(reverse(address)).content.lower()


def test_only_who_holds_or_held_a_right_or_is_enrolled_has_a_page(on: Stage) -> None:
    stranger = UserFactory(handle="stranger")
    past = UserFactory(handle="past")
    on.grant(advocate=past, state="revoked", ended_at=on.now)
    left = EnrolmentFactory(program=on.program, member=UserFactory(handle="left")).member
    Enrolment.objects.filter(member=left).update(ended_at=on.now, end="left")
    closed = enrolled(on, handle="closed", is_active=False)
    found = {
        user.handle: Client().get(f"/people/{user.handle}/").status_code for user in (stranger, past, left, closed)
    }
    assert found == {"stranger": 404, "past": 200, "left": 404, "closed": 404}
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
    for words in ("Knows pans.", str(on.program.disclosure), message.get_absolute_url()):
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
