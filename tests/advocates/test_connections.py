"""What ties an advocate to the brand: declared, seen, ended; and what readers are told of it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from advocates.actions import connections
from advocates.models import Connection, Program
from advocates.queries.connections import disclosure_of
from config.demo import texts
from record.models import Entry
from sitewide.errors import Refused
from tests.factories import UserFactory
from tests.kept import kept
from tests.stage import Stage, signed_in, stage

pytestmark = pytest.mark.django_db
PAN = {"kind": "product", "detail": "Pan", "fair_value": 1200, "currency": "eur"}


on = kept(stage, clock="now")


def declared(on: Stage, **fields: Any) -> Connection:
    return connections.declare(on.program, **{"actor": on.advocate, "at": on.now} | fields)


def refused(call: Any, *args: Any, **fields: Any) -> str:
    with pytest.raises(Refused) as why, transaction.atomic():
        call(*args, **fields)
    return str(why.value.code)


def test_without_a_connection_the_programs_own_sentence_is_told_and_the_short_form_is_never_empty(on: Stage) -> None:
    told = disclosure_of(on.advocate, on.program)
    assert (told.long, told.short) == (on.program.disclosure, "connected to the brand")


@pytest.mark.parametrize("own", [Program._meta.get_field("disclosure").default, texts.DISCLOSURE])
def test_the_programs_own_sentence_says_nothing_that_a_connection_could_contradict(own: str) -> None:
    """Guard: the sentences; beside "X pays me." a volunteer without pay would be a lie."""
    for word in ("volunteer", "pay", "paid", "points", "reward", "customer", "product", "family", "work"):
        assert word not in str(own).lower()


def test_what_weighs_most_is_told_first_and_a_product_with_its_value(on: Stage) -> None:
    for fields in (PAN, {"kind": "family"}, {"kind": "employment"}, {"kind": "pay"}):
        declared(on, **fields)
    connections.see_points(on.program, on.advocate, at=on.now)
    told = disclosure_of(on.advocate, on.program)
    assert told.short == (
        "works for the brand · paid by the brand · family at the brand · got free products · gets points"
    )
    assert told.long.startswith(f"{on.program.disclosure} I work for {on.program}.")
    assert "Pan (worth 1,200 EUR)" in told.long


def test_many_products_fit_into_what_a_message_can_hold(on: Stage) -> None:
    for number in range(20):
        declared(on, **PAN | {"detail": f"{number} " + "pan " * 19})
    told = disclosure_of(on.advocate, on.program)
    assert "17 more" in told.long
    assert len(told.long) < 1000


def test_declaring_is_recorded_without_a_word_of_the_product(on: Stage) -> None:
    made = declared(on, **PAN)
    entry = Entry.objects.get(verb="connection.declared")
    assert (entry.subject_id, entry.actor_id, entry.data) == (made.pk, on.advocate.pk, {"kind": "product"})


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "points"}, "no_kind"),
        ({"kind": "love"}, "no_kind"),
        (PAN | {"detail": " "}, "no_product"),
        (PAN | {"fair_value": None}, "no_product"),
        (PAN | {"currency": "E1R"}, "no_product"),
    ],
)
def test_what_cannot_be_declared(on: Stage, fields: dict[str, Any], code: str) -> None:
    assert refused(declared, on, **fields) == code


def test_only_an_advocate_declares_and_each_kind_once_but_any_number_of_products(on: Stage) -> None:
    """Guard: `one_connection_of_a_kind`."""
    assert refused(declared, on, kind="pay", actor=UserFactory()) == "not_enrolled"
    declared(on, kind="pay")
    assert refused(declared, on, kind="pay") == "declared"
    declared(on, **PAN)
    declared(on, **PAN)
    assert Connection.objects.count() == 3


def test_ending_is_for_the_person_themselves_once_and_never_for_what_the_ledger_saw(on: Stage) -> None:
    made = declared(on, kind="pay")
    assert refused(connections.end, made, actor=on.manager, at=on.now) == "not_yours"
    connections.end(made, actor=on.advocate, at=on.now)
    assert refused(connections.end, made, actor=on.advocate, at=on.now) == "ended"
    seen = connections.see_points(on.program, on.advocate, at=on.now)
    assert seen is not None
    assert refused(connections.end, seen, actor=on.advocate, at=on.now) == "seen"
    assert connections.see_points(on.program, on.advocate, at=on.now) is None
    assert Entry.objects.filter(verb="connection.seen").count() == 1


@pytest.mark.parametrize(
    "fields", [{"kind": "product"}, {"kind": "pay", "detail": "x"}, PAN, {"kind": "pay", "fair_value": 1}]
)
def test_a_product_is_stored_with_its_value_and_nothing_else_with_one(on: Stage, fields: dict[str, Any]) -> None:
    """Guard: `a_product_has_a_name_and_a_value`."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Connection.objects.create(program=on.program, person=on.advocate, since=on.now, **fields)


def test_the_portal_declares_shows_what_readers_are_told_and_ends(on: Stage) -> None:
    client, address = signed_in(on.advocate), reverse("my_connections")
    assert client.post(address, PAN).status_code == 302
    page = client.get(address).content.decode()
    assert "worth 1,200 EUR" in page
    assert client.post(address, {"kind": "product"}).status_code == 422
    assert client.post(address, {}).status_code == 422
    made = Connection.objects.get()
    assert signed_in(on.manager).post(reverse("end_connection", args=[made.pk])).status_code == 404
    assert client.post(reverse("end_connection", args=[made.pk])).status_code == 302
    assert not Connection.objects.active().exists()
    profile = Client().get(on.advocate.get_absolute_url()).content.decode()
    assert "worth 1,200" not in profile
