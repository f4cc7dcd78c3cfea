"""Rights in the workbench: given, narrowed, ended, restricted and asked about."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from advocates.actions import halts
from advocates.models import Enrolment, Grant, Halt, Program, Restriction
from advocates.wagtail_hooks.acts import DayColumn
from tests.advocates.workbench_rights.offering import offer
from tests.factories import PolicyVersionFactory, UserFactory
from tests.stage import Stage, at_work, enrolled

pytestmark = pytest.mark.django_db


def test_a_manager_gives_a_right(on: Stage, manager: Client) -> None:
    assert manager.get(reverse("grants:add"), {"advocate": on.advocate.pk}).status_code == 200
    done = manager.post(reverse("grants:add"), offer(on))
    grant = Grant.objects.get()
    assert (done.status_code, done["Location"]) == (302, reverse("grants:edit", args=[grant.pk]))
    assert (grant.state, grant.granted_by, grant.scope_id) == ("offered", on.manager, on.kitchen.pk)


def test_what_is_refused_stands_above_the_kept_form(on: Stage, manager: Client) -> None:
    page = manager.post(reverse("grants:add"), offer(on, advocate=UserFactory().pk, reason="A long story."))
    assert page.status_code == 422
    assert "enrolled in the program" in page.content.decode()
    assert "A long story." in page.content.decode()
    assert not Grant.objects.exists()


@pytest.mark.parametrize("act", ["issue", "revoke", "narrow", "lift", "end"])
def test_a_risky_act_waits_until_one_has_proven_who_one_is(on: Stage, act: str) -> None:
    """Guard: `recently_authenticated` on the view; without it a session left open gives and ends rights."""
    grant = on.grant()
    halt = halts.halt(on.program, level="place", place=on.kitchen, actor=on.manager, at=on.now, reason="A leak.")
    enrolment = Enrolment.objects.get(member=on.advocate)
    posts: dict[str, tuple[str, dict[str, Any]]] = {
        "issue": (reverse("grants:add"), offer(on)),
        "revoke": (reverse("grants:edit", args=[grant.pk]), {"act": "revoke", "revoke-reason": "Enough."}),
        "narrow": (
            reverse("grants:edit", args=[grant.pk]),
            {"act": "narrow", "narrow-per_day": 1, "narrow-reason": "Because"},
        ),
        "lift": (reverse("halts:edit", args=[halt.pk]), {"act": "lift", "lift-reason": "Because"}),
        "end": (reverse("enrolments:edit", args=[enrolment.pk]), {"act": "end", "end-reason": "Because"}),
    }
    address, data = posts[act]
    stale = at_work(on.manager, recent=False)
    led = stale.post(address, data)
    assert led.status_code == 302
    assert "reauthenticate" in led["Location"]
    assert Grant.objects.get().state == "live"
    assert Grant.objects.get().per_day == grant.per_day
    assert Halt.objects.get().lifted_at is None
    assert at_work(on.manager).post(address, data).status_code == 302


def test_a_manager_narrows_and_revokes(on: Stage, manager: Client) -> None:
    grant = on.grant(per_day=5)
    address = reverse("grants:edit", args=[grant.pk])
    wider = manager.post(address, {"act": "narrow", "narrow-per_day": 9, "narrow-reason": "More of it."})
    assert wider.status_code == 422
    assert "never widened" in wider.content.decode()
    assert "More of it." in wider.content.decode()
    manager.post(address, {"act": "narrow", "narrow-per_day": 2, "narrow-reason": "Enough."})
    assert Grant.objects.get().per_day == 2
    manager.post(address, {"act": "revoke", "revoke-reason": "It is over."})
    assert Grant.objects.get().state == "revoked"
    page = manager.get(address).content.decode()
    assert "It is over." in page
    assert 'value="revoke"' not in page


def test_a_manager_restricts_and_lifts(on: Stage, manager: Client) -> None:
    data = {
        "program": on.program.pk,
        "kind": "embargo",
        "place": on.kitchen.pk,
        "reason": "The recall.",
        "words": "copper",
    }
    data |= {"starts_at": "2020-01-01 00:00", "ends_at": "2099-01-01 00:00"}
    assert manager.post(reverse("restrictions:add"), data | {"starts_at": "0001-01-01 00:00"}).status_code == 422
    manager.post(reverse("restrictions:add"), data)
    made = Restriction.objects.get()
    assert made.words == "copper"
    address = reverse("restrictions:edit", args=[made.pk])
    assert "copper" in manager.get(address).content.decode()
    manager.post(address, {"act": "lift"})
    assert Restriction.objects.get().lifted_at


def test_what_a_person_could_do_is_told_for_every_page_with_the_reason(on: Stage, manager: Client) -> None:
    on.grant(scope=on.pans)
    page = manager.get(reverse("enrolments:edit", args=[Enrolment.objects.get(member=on.advocate).pk]))
    told = {row.page.pk: [answer.allowed for answer in row.answers] for row in page.context["rows"]}
    assert told == {on.kitchen.pk: [False, False, False], on.pans.pk: [False, True, False]}
    assert "No live grant of this right covers this place." in page.content.decode()


def test_who_could_do_this_here_names_everybody_whose_grant_covers_it(on: Stage, manager: Client) -> None:
    on.grant(scope=on.program.root_page)
    idle = enrolled(on)
    on.grant(advocate=idle, scope=on.kitchen)
    Enrolment.objects.filter(member=idle).update(ended_at=on.now, end="left")
    on.grant(advocate=enrolled(on), scope=on.pans)
    page = manager.get(reverse("who_could:index"), {"right": "reply", "page": on.kitchen.pk})
    assert {one.person.pk: one.answer.allowed for one in page.context["people"]} == {
        on.advocate.pk: True,
        idle.pk: False,
    }
    none = manager.get(reverse("who_could:index"), {"right": "reply", "page": on.program.root_page_id})
    assert "choose a brand page" in none.content.decode()


def test_who_could_asks_once_a_person_and_at_most_twenty_of_them(on: Stage, manager: Client) -> None:
    for _number in range(22):
        on.grant(advocate=enrolled(on))
    address, asked_for = reverse("who_could:index"), {"right": "reply", "page": on.kitchen.pk}
    manager.get(address, asked_for)
    with CaptureQueriesContext(connection) as asked:
        page = manager.get(address, asked_for)
    assert len(page.context["people"]) == 20
    assert len(asked) <= 20 + 30
    assert len(manager.get(address + page.context["older_url"]).context["people"]) == 2


def test_lists_need_a_fixed_number_of_queries(on: Stage, manager: Client) -> None:
    counts: list[list[int]] = []
    pages = Page.objects.count()
    for _round in range(2):
        for _number in range(4):
            on.grant(advocate=enrolled(on))
            PolicyVersionFactory(policy__program=on.program)
        one: list[int] = []
        for name in ("grants", "enrolments", "halts", "restrictions", "policies"):
            manager.get(reverse(f"{name}:index"))
            with CaptureQueriesContext(connection) as asked:
                manager.get(reverse(f"{name}:index"))
            one.append(len(asked))
        counts.append(one)
    assert counts[0] == counts[1]
    assert Program.objects.count() == 1
    assert Page.objects.count() == pages


def test_a_day_in_a_list_is_that_of_the_readers_zone() -> None:
    """Guard: `localtime` in `DayColumn`; without it a term seems to end a day before its page says so."""
    row = SimpleNamespace(ends_at=datetime(2026, 1, 1, 12, tzinfo=UTC))
    with timezone.override("Pacific/Auckland"):
        assert DayColumn("ends_at").get_value(row) == "2 Jan 2026"
