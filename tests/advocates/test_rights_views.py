"""What an advocate and a manager see of rights: their own, why not, and the halt of the program."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from advocates.actions import halts
from advocates.models import Grant, Halt
from cms.actions import messages as speak
from cms.models import BrandPage
from tests.advocates.saying import said
from tests.factories import UserFactory
from tests.kept import kept
from tests.stage import Stage, signed_in, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


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
        "1 of 2 approved",
        "One more approved without a removal",
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
    explain = reverse("explain_halt", args=[Halt.objects.get().pk])
    assert manager.post(explain, {"reason": "A leak."}).status_code == 302
    assert Halt.objects.get().reason == "A leak."
    assert manager.post(explain, {"reason": "More."}).status_code == 409


def test_one_press_halts_what_stands_at_the_address_the_manager_comes_from(on: Stage) -> None:
    grant, manager = on.grant(), signed_in(on.manager)
    User.objects.filter(pk=on.advocate.pk).update(handle="ada")
    page = BrandPage.objects.get(pk=on.kitchen.pk)
    asked = speak.comment(page, author=UserFactory(), body="How?", at=on.now)
    said = speak.reply(page, author=on.advocate, body="<p>Hello</p>", at=on.now, answers=asked)
    offered = {
        said.get_absolute_url(): ["message", "grant", "person", "place"], f"/register/{grant.pk}/": ["grant", "person"],
        "/people/ada/": ["person"], page.url: ["place"], "/nowhere/": [], "//evil.example/": [], "x" * 999: [],
    }  # fmt: skip
    for address, levels in offered.items():
        shown = manager.get(reverse("halt_program"), {"from": address})
        found = [target.level for target in shown.context["targets"]]
        assert found == [*levels, "right", "right", "right", "program"], address
    shown = manager.get(reverse("halt_program"), {"from": said.get_absolute_url()})
    for target in shown.context["targets"]:
        done = manager.post(reverse("halt_program"), {"level": target.level} | target.named)
        halt = Halt.objects.latest("pk")
        assert (done["Location"], halt.level) == (reverse("one_halt", args=[halt.pk]), target.level)
        assert manager.get(done["Location"]).status_code == 200
    assert Client().get(said.get_absolute_url()).status_code == 404


def test_another_programs_halts_and_rows_are_not_there(on: Stage) -> None:
    """I13. Guards: `halts_of` and the rows that `OnePress` offers; without them another program's rows are reached."""
    there = stage(hostname="other.example")
    grant, manager = there.grant(), signed_in(on.manager)
    halt = halts.halt(there.program, actor=there.manager, at=on.now, reason="canary")
    for name in ("one_halt", "lift_halt"):
        assert manager.get(reverse(name, args=[halt.pk])).status_code == 404
    for name in ("explain_halt", "lift_halt"):
        assert manager.post(reverse(name, args=[halt.pk]), {"act": "propose", "reason": "Because"}).status_code == 404
    wrong: list[dict[str, Any]] = [
        {"level": "grant", "grant": grant.pk}, {"level": "person", "person": there.advocate.pk}, {"level": "everything"},
        {"level": "place", "place": there.kitchen.pk}, {"level": "message", "message_id": 10**20}, {"level": "nonsense"},
    ]  # fmt: skip
    for named in wrong:
        assert manager.post(reverse("halt_program"), named).status_code in (403, 422), named
    assert Halt.objects.count() == 1
    assert "canary" not in manager.get(reverse("halt_program")).content.decode()


def test_the_history_of_halts_is_paged_and_asks_no_more_for_more(on: Stage) -> None:
    manager = signed_in(on.manager)
    for number in range(23):
        halt = halts.halt(
            on.program, level="person", person=on.advocate, actor=on.manager, at=on.now, reason=f"No. {number}"
        )
        if number == 1:
            manager.get(reverse("halt_program"))
            with CaptureQueriesContext(connection) as few:
                manager.get(reverse("halt_program"))
        halts.lift(halt, reason="Over.", actor=on.manager, at=on.now)
    with CaptureQueriesContext(connection) as many:
        page = manager.get(reverse("halt_program"))
    assert len(page.context["past"]) == 20
    assert len(many) <= len(few)
    assert "No. 0" in manager.get(reverse("halt_program"), {"page": 2}).content.decode()
    Halt.objects.update(lifted_at=None, lifted_by=None)
    page = manager.get(reverse("halt_program"))
    assert len(page.context["active"]) == 20
    assert "All of them, in the workbench" in page.content.decode()


def test_everybody_in_the_portal_sees_that_the_program_is_halted(on: Stage) -> None:
    halts.halt(on.program, actor=on.manager, at=on.now, reason="A leak.")
    on.grant()
    page = signed_in(on.advocate).get(reverse("my_rights")).content.decode()
    assert "The program is halted" in page
    assert "A leak." in page
    assert "grant-halted" in page
