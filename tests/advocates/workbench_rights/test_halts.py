"""Halts in the workbench: one press, every level, and a lift by two."""

import pytest
from django.test import Client
from django.urls import reverse

from advocates.actions import halts
from advocates.models import Halt
from cms.actions import messages as speak
from cms.models import BrandPage
from tests.factories import UserFactory, manager_of
from tests.stage import Stage, at_work

pytestmark = pytest.mark.django_db


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
    assert manager.post(reverse("halts:add"), {"program": on.program.pk, "level": "everything"}).status_code == 422
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
        manager.post(reverse("halts:edit", args=[halt.pk]), {"act": "propose", "propose-reason": "Because"}).status_code
        == 403
    )
    assert 'value="propose"' in at_work(operator).get(reverse("halts:edit", args=[halt.pk])).content.decode()


def test_one_press_halts_a_person_or_a_grant_and_asks_for_the_reason_afterwards(on: Stage) -> None:
    manager, grant = at_work(on.manager, recent=False), on.grant()
    for named in ({"person": on.advocate.pk}, {"grant": grant.pk}, {}):
        done = manager.post(reverse("halts:press"), {"program": on.program.pk} | named)
        halt = Halt.objects.latest("pk")
        assert done["Location"] == reverse("halts:edit", args=[halt.pk])
        assert halt.level == next(iter(named), "program")
        assert 'value="explain"' in manager.get(done["Location"]).content.decode()
    assert manager.get(reverse("halts:press")).status_code == 404
