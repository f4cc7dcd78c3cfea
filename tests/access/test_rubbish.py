"""Whatever a manager's browser sends to the workbench is refused in words: nothing there fails."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from advocates.models import Requirement
from tests.kept import kept
from tests.stage import Stage, at_work, stage

pytestmark = pytest.mark.django_db
RUBBISH = ("zz", "9" * 30, "-1", "1.5", "\x00", "٣", "' OR 1=1 --", "9223372036854775808")
NEW = (
    "grants:add", "halts:add", "restrictions:add", "catalogue:add", "requirements:add", "questions:add", "criteria:add",
    "invitations:add", "policies:add", "disclosures:add", "managers:add", "rules:add", "earning_rules:add",
    "adjustments:add", "treasury:add", "tax_table:add",
)  # fmt: skip


on = kept(stage, clock="now")


@pytest.fixture
def manager(on: Stage) -> Client:
    return at_work(on.manager)


def fields_in(page: str) -> set[str]:
    return set(re.findall(r'name="([a-z_0-9-]+)"', page)) - {"csrfmiddlewaretoken", "viewport", "q"}


@pytest.mark.parametrize("name", NEW)
def test_no_form_of_the_workbench_fails_on_rubbish(manager: Client, name: str) -> None:
    """Guard: `only_numbers`; choosers look up what was sent when the form is shown again.

    A digit of any script is a name and a number, so that a form of nothing else may take it; a policy is only a name.
    """
    path = reverse(name)
    fields = fields_in(manager.get(path).content.decode())
    assert fields
    for rubbish in RUBBISH:
        answer = manager.post(path, dict.fromkeys(fields, rubbish))
        assert answer.status_code < 500, (name, rubbish)
        takes = rubbish.isdecimal() or name == "policies:add"
        assert answer.status_code != 302 or takes, (name, rubbish)


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_in_an_address_of_the_workbench_is_nobody(manager: Client, rubbish: str) -> None:
    asked = {"advocate": rubbish, "scope": rubbish, "right": rubbish}
    assert manager.get(reverse("grants:add"), asked).status_code == 200
    who = {"program": rubbish, "page": rubbish, "right": "post"}
    assert manager.get(reverse("who_could:index"), who).status_code in {200, 422}
    assert manager.get(reverse("advocate_chooser:choose"), {"q": rubbish, "p": rubbish}).status_code in {200, 404}
    assert manager.get("/admin/rights/choose-advocate/chosen/zz/").status_code == 404
    assert manager.get(f"/admin/rights/choose-advocate/chosen/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_in_the_address_of_a_long_list_is_its_beginning(on: Stage, manager: Client, rubbish: str) -> None:
    """Guard: `path_of`; PostgreSQL refuses a NUL, and the page would fail."""
    advocate = reverse("enrolments:edit", args=[on.advocate.enrolments.get().pk])
    for path in (reverse("learn"), reverse("courses:index"), advocate):
        assert manager.get(path, {"after": rubbish}).status_code == 200


def test_what_is_chosen_rightly_is_still_chosen(on: Stage, manager: Client) -> None:
    page = manager.get(reverse("grants:add"), {"advocate": str(on.advocate.pk), "right": "reply"}).content.decode()
    assert str(on.advocate) in page
    chosen = manager.get(f"/admin/rights/choose-advocate/chosen/{on.advocate.pk}/")
    assert str(on.advocate) in chosen.content.decode()
    assert not Requirement.objects.exists()
