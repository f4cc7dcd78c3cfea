"""Rights in the workbench: what a manager sees and does there, and that other programs' rows do not exist."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from accounts.models import User
from advocates.actions import halts
from advocates.models import Enrolment, Grant, Halt, Program, Restriction
from cms.actions import messages as speak
from cms.models import BrandPage
from tests.factories import UserFactory, manager_of
from tests.stage import Stage, at_work, enrolled, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def on() -> Stage:
    return stage()


@pytest.fixture
def manager(on: Stage) -> Client:
    return at_work(on.manager)


def offer(on: Stage, **fields: Any) -> dict[str, Any]:
    known = {"program": on.program.pk, "advocate": on.advocate.pk, "right": "reply", "scope": on.kitchen.pk}
    return known | {"reason": "Knows pans.", "per_day": 5} | fields


def test_a_manager_gives_a_right(on: Stage, manager: Client) -> None:
    assert manager.get(reverse("grants:add"), {"advocate": on.advocate.pk}).status_code == 200
    done = manager.post(reverse("grants:add"), offer(on))
    grant = Grant.objects.get()
    assert (done.status_code, done["Location"]) == (302, reverse("grants:edit", args=[grant.pk]))
    assert (grant.state, grant.granted_by, grant.scope_id) == ("offered", on.manager, on.kitchen.pk)


def test_what_is_refused_stands_above_the_kept_form(on: Stage, manager: Client) -> None:
    page = manager.post(reverse("grants:add"), offer(on, advocate=UserFactory().pk, reason="A long story."))
    assert "active enrolment" in page.content.decode()
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
            {"act": "narrow", "narrow-per_day": 1, "narrow-reason": "x"},
        ),
        "lift": (reverse("halts:edit", args=[halt.pk]), {"act": "lift", "lift-reason": "x"}),
        "end": (reverse("enrolments:edit", args=[enrolment.pk]), {"act": "end", "end-reason": "x"}),
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


def test_the_lift_in_the_portal_waits_for_the_same_proof(on: Stage) -> None:
    halt = halts.halt(on.program, level="person", person=on.advocate, actor=on.manager, at=on.now)
    address = reverse("lift_halt", args=[halt.pk])
    led = at_work(on.manager, recent=False).post(address, {"act": "lift", "reason": "All clear."})
    assert "reauthenticate" in led["Location"]
    assert Halt.objects.get().lifted_at is None
    assert at_work(on.manager).post(address, {"act": "lift", "reason": " "}).status_code == 422
    assert at_work(on.manager).post(address, {"act": "lift", "reason": "All clear."}).status_code == 302
    assert Halt.objects.get().lift_reason == "All clear."


@pytest.mark.parametrize("door", ["portal", "workbench"])
def test_the_second_person_confirms_where_the_first_proposed(on: Stage, door: str) -> None:
    halt = halts.halt(on.program, actor=on.manager, at=on.now)
    first, second = at_work(on.manager), at_work(manager_of(on.program))
    address = reverse("lift_halt" if door == "portal" else "halts:edit", args=[halt.pk])
    reason = "reason" if door == "portal" else "propose-reason"
    assert 'value="confirm"' not in first.get(address).content.decode()
    assert first.post(address, {"act": "propose", reason: "All clear."}).status_code == 302
    assert 'value="confirm"' not in first.get(address).content.decode()
    assert first.post(address, {"act": "confirm"}).status_code == 403
    assert 'value="confirm"' in second.get(address).content.decode()
    assert second.post(address, {"act": "keep"}).status_code == 302
    assert Halt.objects.get().lift_proposed_by is None
    first.post(address, {"act": "propose", reason: "All clear."})
    assert second.post(address, {"act": "confirm"}).status_code == 302
    assert Halt.objects.get().lifted_at


def test_a_single_manager_is_told_who_must_confirm(on: Stage) -> None:
    halt, manager = halts.halt(on.program, actor=on.manager, at=on.now), at_work(on.manager)
    for name, words in (("lift_halt", "Nobody else could confirm"), ("halts:edit", "there is nobody else")):
        assert words in manager.get(reverse(name, args=[halt.pk])).content.decode()
    UserFactory(is_superuser=True)
    for name, words in (("lift_halt", "Who runs the installation must confirm"), ("halts:edit", "the only manager")):
        assert words in manager.get(reverse(name, args=[halt.pk])).content.decode()


def test_the_workbench_halts_at_every_level_of_the_program(on: Stage, manager: Client) -> None:
    grant = on.grant()
    said = speak.comment(BrandPage.objects.get(pk=on.kitchen.pk), author=UserFactory(), body="Hello", at=on.now)
    named = {
        "program": {}, "right": {"right": "post"}, "place": {"place": on.pans.pk}, "person": {"person": on.advocate.pk},
        "grant": {"grant": grant.pk}, "message": {"message_id": said.pk},
    }  # fmt: skip
    for level, fields in named.items():
        done = manager.post(reverse("halts:add"), {"program": on.program.pk, "level": level} | fields)
        assert done["Location"] == reverse("halts:edit", args=[Halt.objects.get(level=level).pk])
        assert manager.get(done["Location"]).status_code == 200
    assert manager.post(reverse("halts:add"), {"program": on.program.pk, "level": "everything"}).status_code == 200
    assert not Halt.objects.filter(level="everything").exists()


def test_everybody_who_manages_sees_a_halt_of_everything_and_only_the_operator_ends_it(
    on: Stage, manager: Client
) -> None:
    operator = UserFactory(is_superuser=True)
    done = at_work(operator).post(reverse("halts:add"), {"program": on.program.pk, "level": "everything"})
    halt = Halt.objects.get()
    assert done["Location"] == reverse("halts:edit", args=[halt.pk])
    page = manager.get(reverse("halts:edit", args=[halt.pk]))
    assert page.status_code == 200
    assert 'value="propose"' not in page.content.decode()
    assert "everything" in manager.get(reverse("halts:index")).content.decode()
    assert (
        manager.post(reverse("halts:edit", args=[halt.pk]), {"act": "propose", "propose-reason": "x"}).status_code
        == 403
    )
    assert 'value="propose"' in at_work(operator).get(reverse("halts:edit", args=[halt.pk])).content.decode()


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


def test_one_press_halts_a_person_or_a_grant_and_asks_for_the_reason_afterwards(on: Stage) -> None:
    manager, grant = at_work(on.manager, recent=False), on.grant()
    for named in ({"person": on.advocate.pk}, {"grant": grant.pk}, {}):
        done = manager.post(reverse("halts:press"), {"program": on.program.pk} | named)
        halt = Halt.objects.latest("pk")
        assert done["Location"] == reverse("halts:edit", args=[halt.pk])
        assert halt.level == next(iter(named), "program")
        assert 'value="explain"' in manager.get(done["Location"]).content.decode()
    assert manager.get(reverse("halts:press")).status_code == 404


def test_a_manager_restricts_and_lifts(on: Stage, manager: Client) -> None:
    data = {
        "program": on.program.pk,
        "kind": "embargo",
        "place": on.kitchen.pk,
        "reason": "The recall.",
        "words": "copper",
    }
    data |= {"starts_at": "2020-01-01 00:00", "ends_at": "2099-01-01 00:00"}
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


def addresses(there: Stage) -> list[str]:
    """Every address of the other program's rows."""
    halt = Halt.objects.create(program=there.program, started_at=there.now, started_by=there.manager)
    restriction = Restriction.objects.create(
        program=there.program, place=there.kitchen, reason="canary", starts_at=there.now, ends_at=there.later(days=1),
        set_by=there.manager,
    )  # fmt: skip
    enrolment = Enrolment.objects.get(program=there.program, member=there.advocate)
    rows = [("grants", there.grant(reason="canary")), ("halts", halt), ("restrictions", restriction)]
    rows.append(("enrolments", enrolment))  # type: ignore[arg-type]
    found = [reverse(f"{name}:edit", args=[row.pk]) for name, row in rows]
    return [*found, reverse("advocate_chooser:chosen", args=[there.advocate.pk])]


def test_another_programs_rows_do_not_exist_for_a_manager(on: Stage, manager: Client) -> None:
    """I13. Guard: `OwnRows` and the chooser's queryset; without them another program's rows open."""
    there = stage(hostname="other.example", name="Canary program")
    User.objects.filter(pk=there.advocate.pk).update(name="Canary Advocate")
    acts = {"act": "revoke", "revoke-reason": "x", "lift-reason": "x", "end-reason": "x"}
    for address in addresses(there):
        assert manager.get(address).status_code == 404, address
        if "choose-advocate" not in address:
            for act in ("revoke", "lift", "end"):
                assert manager.post(address, acts | {"act": act}).status_code == 404, address
    lists = [reverse(f"{name}:index") for name in ("grants", "halts", "restrictions", "enrolments")]
    for address in [*lists, reverse("advocate_chooser:choose"), reverse("advocate_chooser:choose_results")]:
        assert b"canary" not in manager.get(address, {"q": ""}).content.lower(), address
    assert Grant.objects.get(program=there.program).state == "live"


def test_a_manager_gives_and_halts_nothing_in_another_program(on: Stage, manager: Client) -> None:
    """I13. Guard: the form's own programs; without it `program` of the form reaches the action, which refuses, too."""
    there = stage(hostname="other.example")
    grant = there.grant()
    manager.post(reverse("grants:add"), offer(there))
    manager.post(reverse("grants:add"), offer(on, scope=there.kitchen.pk))
    manager.post(reverse("halts:press"), {"program": there.program.pk})
    manager.post(reverse("halts:press"), {"program": on.program.pk, "grant": grant.pk})
    manager.post(reverse("halts:press"), {"program": on.program.pk, "person": there.advocate.pk})
    assert list(Grant.objects.all()) == [grant]
    assert not Halt.objects.exists()
    who = manager.get(
        reverse("who_could:index"), {"right": "reply", "page": there.kitchen.pk, "program": there.program.pk}
    )
    assert "people" not in who.context


def test_who_manages_nothing_finds_nothing_there(on: Stage) -> None:
    editor = at_work(UserFactory())
    grant = on.grant()
    for name in ("grants", "halts", "restrictions", "enrolments", "who_could"):
        assert editor.get(reverse(f"{name}:index")).status_code in (302, 403, 404), name
    assert editor.get(reverse("grants:edit", args=[grant.pk])).status_code in (302, 403, 404)
    assert editor.post(reverse("grants:add"), offer(on)).status_code in (302, 403)
    assert Grant.objects.count() == 1


def test_lists_need_a_fixed_number_of_queries(on: Stage, manager: Client) -> None:
    counts: list[list[int]] = []
    pages = Page.objects.count()
    for _round in range(2):
        for _number in range(4):
            on.grant(advocate=enrolled(on))
        one: list[int] = []
        for name in ("grants", "enrolments", "halts", "restrictions"):
            manager.get(reverse(f"{name}:index"))
            with CaptureQueriesContext(connection) as asked:
                manager.get(reverse(f"{name}:index"))
            one.append(len(asked))
        counts.append(one)
    assert counts[0] == counts[1]
    assert Program.objects.count() == 1
    assert Page.objects.count() == pages
