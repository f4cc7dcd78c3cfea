"""Passing on in the portal, what others read of it, and what managers see."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from advocates.actions import grants
from advocates.models import Grant
from cms.actions import messages as speak
from cms.models import BrandPage, Message
from tests.factories import UserFactory
from tests.kept import kept
from tests.stage import Stage, at_work, enrolled, signed_in, stage

pytestmark = pytest.mark.django_db


on = kept(stage, clock="now")


@pytest.fixture
def greta(on: Stage) -> User:
    return enrolled(on, name="Greta Hofmann", handle="greta")


def asked(on: Stage, **fields: Any) -> dict[str, Any]:
    known = {"to": "@Greta", "scope": on.pans.pk, "per_day": 2, "probation_uses": 0, "reason": "Knows pans."}
    return known | fields


def passed_on(on: Stage, greta: User, **fields: Any) -> Grant:
    grant = on.grant(may_be_passed_on=True, **fields)
    known: dict[str, Any] = {
        "scope": on.pans,
        "per_day": 2,
        "reason": "Knows pans.",
        "actor": on.advocate,
        "at": on.now,
    }
    return grants.accept(grants.pass_on(grant, to=greta, **known), actor=greta, at=on.now)


def test_the_portal_offers_passing_on_only_where_it_is_allowed(on: Stage) -> None:
    plain, grant = on.grant(), on.grant(may_be_passed_on=True)
    page = signed_in(on.advocate).get(reverse("my_rights")).content.decode()
    assert reverse("pass_on", args=[grant.pk]) in page
    assert reverse("pass_on", args=[plain.pk]) not in page
    assert signed_in(on.advocate).get(reverse("pass_on", args=[plain.pk])).status_code == 404


def test_an_advocate_passes_a_right_on_and_takes_it_back(on: Stage, greta: User) -> None:
    grant, giver = on.grant(may_be_passed_on=True), signed_in(on.advocate)
    address = reverse("pass_on", args=[grant.pk])
    assert "At most 5." in giver.get(address).content.decode()
    assert giver.post(address, asked(on)).status_code == 302
    piece = Grant.objects.get(passed_from=grant)
    assert (piece.advocate, piece.granted_by, piece.scope_id, piece.per_day) == (greta, on.advocate, on.pans.pk, 2)
    page = giver.get(reverse("my_rights")).content.decode()
    assert "What you passed on" in page
    assert "Greta Hofmann" in page
    back = reverse("take_back", args=[piece.pk])
    assert "Greta Hofmann" in giver.get(back).content.decode()
    assert giver.post(back, {"reason": ""}).status_code == 422
    assert giver.post(back, {"reason": "Not needed."}).status_code == 302
    piece.refresh_from_db()
    assert (piece.state, piece.end_reason) == ("revoked", "Not needed.")
    assert giver.get(back).status_code == 404


def test_the_last_day_runs_to_its_midnight_or_to_the_end_of_the_right(on: Stage, greta: User) -> None:
    grant, giver = on.grant(may_be_passed_on=True), signed_in(on.advocate)
    address = reverse("pass_on", args=[grant.pk])
    last = grant.ends_at.astimezone(on.program.zone).date()
    assert giver.post(address, asked(on, ends_on=last.isoformat())).status_code == 302
    assert Grant.objects.get(passed_from=grant).ends_at == grant.ends_at
    grants.decline(Grant.objects.get(passed_from=grant), actor=greta, at=on.now, reason="")
    early = on.later(days=9).astimezone(on.program.zone).date()
    assert giver.post(address, asked(on, ends_on=early.isoformat())).status_code == 302
    assert Grant.objects.latest("pk").ends_at == on.later(days=10).astimezone(on.program.zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    )


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"to": "nobody"}, "No advocate of this program"), ({"to": "stranger"}, "No advocate of this program"),
        ({"per_day": 6}, "more uses than they have"), ({"reason": ""}, "required"), ({"scope": "root"}, "valid choice"),
    ],
)  # fmt: skip
def test_what_is_refused_stands_above_the_kept_form(on: Stage, greta: User, fields: dict[str, Any], words: str) -> None:
    UserFactory(handle="stranger")
    grant = on.grant(may_be_passed_on=True)
    data = {name: on.program.root_page_id if value == "root" else value for name, value in fields.items()}
    answer = signed_in(on.advocate).post(reverse("pass_on", args=[grant.pk]), asked(on, **data))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Grant.objects.filter(passed_from=grant).exists()


def test_nobody_else_reaches_either_page(on: Stage, greta: User) -> None:
    piece = passed_on(on, greta)
    for person in (greta, on.manager, UserFactory()):
        client = signed_in(person)
        for name, number in (("pass_on", piece.passed_from_id), ("take_back", piece.pk), ("pass_on", piece.pk)):
            assert client.post(reverse(name, args=[number]), asked(on)).status_code == 404


def test_passing_on_waits_until_one_has_proven_who_one_is(on: Stage, greta: User) -> None:
    """Guard: `recently_authenticated` on the view; without it a session left open hands rights to another account."""
    grant = on.grant(may_be_passed_on=True)
    led = signed_in(on.advocate, recent=False).post(reverse("pass_on", args=[grant.pk]), asked(on))
    assert "reauthenticate" in led["Location"]
    assert not Grant.objects.filter(passed_from=grant).exists()


def test_register_profile_message_and_api_name_the_giver_and_the_manager(on: Stage, greta: User) -> None:
    piece = passed_on(on, greta)
    both = f"{on.advocate}, who passed on what {on.manager} gave"
    reply = _reply(on, greta)
    for address in (
        reverse("register"),
        piece.get_absolute_url(),
        reverse("message", args=[reply.pk]),
        "/people/greta/",
    ):
        assert both in Client().get(address).content.decode(), address
    rows = Client().get(reverse("register_json")).json()["grants"]
    told = next(row for row in rows if row["id"] == piece.pk)
    assert told["given_by"] == str(on.advocate)
    assert told["passed_on_from"]["id"] == piece.passed_from_id
    assert told["passed_on_from"]["given_by"] == str(on.manager)
    above = Client().get(piece.passed_from.get_absolute_url()).content.decode()  # type: ignore[union-attr]
    assert piece.get_absolute_url() in above
    assert "passed on a part of it" in above


def _reply(on: Stage, person: User) -> Message:
    page = BrandPage.objects.get(pk=on.pans.pk)
    asked = speak.comment(page, author=UserFactory(), body="How?", at=on.now)
    return speak.reply(page, author=person, body="Like this.", at=on.now, answers=asked)


def test_the_card_shows_what_is_left_of_the_shared_quota(on: Stage, greta: User) -> None:
    """Guard: `known` of the card; counted by its own uses it would promise five."""
    passed_on(on, greta)
    _reply(on, greta)
    assert "4 of 5 left" in signed_in(on.advocate).get(reverse("my_rights")).content.decode()


def test_a_manager_sees_what_was_passed_on_and_allows_it_when_giving(on: Stage, greta: User) -> None:
    piece = passed_on(on, greta)
    manager = at_work(on.manager)
    above = manager.get(reverse("grants:edit", args=[piece.passed_from_id])).content.decode()
    assert reverse("grants:edit", args=[piece.pk]) in above
    page = manager.get(reverse("grants:edit", args=[piece.pk])).content.decode()
    assert f"{on.advocate}, who passed on what {on.manager} gave" in page
    offer = {"program": on.program.pk, "advocate": on.advocate.pk, "right": "reply", "scope": on.kitchen.pk}
    manager.post(reverse("grants:add"), offer | {"reason": "Because", "per_day": 5, "may_be_passed_on": "on"})
    assert Grant.objects.latest("pk").may_be_passed_on
    manager.post(reverse("grants:add"), offer | {"reason": "Because", "per_day": 5})
    assert not Grant.objects.latest("pk").may_be_passed_on
