"""The flow of a right: given, taken, used, halted, used again, handed back, and in the register all the while."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advocates.models import Grant, Halt
from advocates.rights import NotAllowed, exercise
from record.queries import verify
from record.tasks import settle
from tests.factories import manager_of
from tests.stage import Stage, signed_in, stage

pytestmark = [pytest.mark.flow, pytest.mark.django_db]


def reply(on: Stage) -> Any:
    with transaction.atomic():
        return exercise(on.advocate, "reply", on.place(on.pans), at=timezone.now())


def why(client: Client, on: Stage) -> list[str]:
    """The codes of the checks that fail, as the portal shows them."""
    page = client.get(reverse("why"), {"right": "reply", "page": on.pans.pk})
    return [check.code for check in page.context["checks"] if check.outcome == "failed"]


def test_a_right_from_its_offer_to_its_return() -> None:
    on = stage()
    on.manager.user_permissions.add(Permission.objects.get(codename="access_admin"))
    manager, advocate, reader = signed_in(on.manager), signed_in(on.advocate), Client()
    assert why(advocate, on) == ["granted"]

    offer = {"program": on.program.pk, "advocate": on.advocate.pk, "right": "reply", "scope": on.kitchen.pk}
    manager.post(reverse("grants:add"), offer | {"reason": "Knows every pan.", "per_day": 2})
    grant = Grant.objects.get()
    assert why(advocate, on) == ["granted"]
    advocate.post(reverse("grant_answer", args=[grant.pk, "accept"]))
    assert why(advocate, on) == []
    assert reply(on).grant_id == grant.pk

    manager.post(reverse("halt_program"))
    assert why(advocate, on) == ["halted"]
    with pytest.raises(NotAllowed):
        reply(on)
    halt = Halt.objects.get()
    manager.post(reverse("explain_halt", args=[halt.pk]), {"reason": "A stolen phone."})
    manager.post(reverse("lift_halt", args=[halt.pk]), {"act": "propose", "reason": "It was found."})
    assert why(advocate, on) == ["halted"]
    signed_in(manager_of(on.program)).post(reverse("lift_halt", args=[halt.pk]), {"act": "confirm"})
    assert (Halt.objects.get().reason, Halt.objects.get().lift_reason) == ("A stolen phone.", "It was found.")
    assert reply(on).grant_id == grant.pk
    assert why(advocate, on) == ["within_quota"]

    advocate.post(reverse("grant_answer", args=[grant.pk, "resign"]), {"reason": "No time this month."})
    assert why(advocate, on) == ["granted"]
    settle()
    page = reader.get(reverse("register_grant", args=[grant.pk])).content.decode()
    for words in ("Knows every pan.", "accepted it", "handed it back", "No time this month.", "used 2 times"):
        assert words in page
    assert verify().fault is None
