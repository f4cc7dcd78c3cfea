"""What a manager of one program sees and does of another's rights: nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from advocates.models import Enrolment, Grant, Halt, Restriction
from tests.advocates.workbench_rights.offering import offer
from tests.factories import UserFactory
from tests.stage import Stage, at_work, stage

pytestmark = pytest.mark.django_db


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
    acts = {"act": "revoke", "revoke-reason": "Because", "lift-reason": "Because", "end-reason": "Because"}
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
