"""How an advocate is named, through the screens: the form under a policy, the portal, the workbench, the command."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.actions.naming import name_by
from advocates.actions.naming import Wish
from advocates.models import Attestation, Halt, NameChoice, PolicyVersion
from advocates.wagtail_hooks.training import CertificationViewSet
from cms.wagtail_hooks.scheduled import ScheduledViewSet
from tests.advocates.joining import Joining
from tests.advocates.named import shown, sign
from tests.advocates.test_policy_views import logged_in
from tests.factories import UserFactory
from tests.stage import signed_in


def test_the_form_under_a_policy_asks_for_the_name_and_the_print_shows_it(
    joining: Joining, version: PolicyVersion
) -> None:
    client, path = logged_in(joining.applicant), f"/portal/policies/{version.pk}/"
    page = client.get(path).content.decode()
    assert "By your name: Ines" in page
    assert f"By your handle: @{joining.applicant.handle}" in page
    client.post(path, {"read": "on", "named_by": "pseudonym", "pseudonym": "Night Heron"})
    printed = client.get(Attestation.objects.get().get_absolute_url()).content.decode()
    assert "Night Heron (pseudonym)" in printed
    assert "Ines (pseudonym: Night Heron)" in printed


def test_a_refused_name_keeps_what_was_typed(joining: Joining, version: PolicyVersion) -> None:
    client, path = logged_in(joining.applicant), f"/portal/policies/{version.pk}/"
    sent = {"read": "on", "named_by": "pseudonym", "pseudonym": "Ember and Pan"}
    answer = client.post(path, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Ember and Pan"' in page
    assert "could be taken for the brand" in page
    empty = client.post(path, sent | {"pseudonym": ""})
    assert empty.status_code == 422
    assert "Say by which pseudonym" in empty.content.decode()


def test_staff_who_sign_are_asked_nothing_about_names(joining: Joining, version: PolicyVersion) -> None:
    client, path = logged_in(joining.manager), f"/portal/policies/{version.pk}/"
    assert "named_by" not in client.get(path).content.decode()
    assert client.post(path, {"read": "on"}).status_code == 302


def test_an_advocate_changes_the_name_in_the_portal(joining: Joining, version: PolicyVersion) -> None:
    sign(joining, version)
    client = logged_in(joining.applicant)
    page = client.get("/portal/policies/name/").content.decode()
    assert "Night Heron" in page
    assert f"/people/{joining.applicant.pk}/" in page
    assert client.post("/portal/policies/name/", {"named_by": "name"})["Location"] == "/portal/policies/name/"
    assert shown(joining.applicant) == "Ines"
    again = client.post("/portal/policies/name/", {"named_by": "name", "pseudonym": "Grey Heron"})
    assert again.status_code == 409
    assert 'value="Grey Heron"' in again.content.decode()


def test_a_stolen_session_reveals_nobody(joining: Joining, version: PolicyVersion) -> None:
    """Guard: `recently_authenticated` on the view."""
    sign(joining, version)
    answer = signed_in(joining.applicant, recent=False).post("/portal/policies/name/", {"named_by": "name"})
    assert "/accounts/reauthenticate/" in answer["Location"]
    assert shown(joining.applicant) == "Night Heron"


def test_who_signed_nothing_chooses_nothing(joining: Joining, version: PolicyVersion) -> None:
    for person in (joining.applicant, UserFactory()):
        client: Client = logged_in(person)
        assert "Nothing to choose yet" in client.get("/portal/policies/name/").content.decode()
        assert client.post("/portal/policies/name/", {"named_by": "handle"}).status_code == 403
    assert not NameChoice.objects.exists()


def test_the_command_halts_by_the_number_who_goes_by_a_pseudonym(joining: Joining, version: PolicyVersion) -> None:
    """Guard: `meant_here` in the command; the hidden handle names nobody there either."""
    sign(joining, version)
    words = ["halt", "--as", joining.manager.email, "--program", joining.program.slug]
    with pytest.raises(CommandError):
        call_command(*words, f"--person={joining.applicant.handle}")
    call_command(*words, f"--person={joining.applicant.pk}", stdout=StringIO())
    assert Halt.objects.get().person == joining.applicant


def test_managers_find_applications_by_the_pseudonym(joining: Joining, staff: Client) -> None:
    """Guard: `applicant__pseudonym` among the search fields."""
    name_by(joining.sent().applicant, kind="pseudonym", pseudonym="Night Heron")
    for words, found in (("night heron", True), ("grey heron", False)):
        page = staff.get(reverse("applications:index"), {"q": words}).content.decode()
        assert ("(pseudonym: Night Heron)" in page) is found, page


@pytest.mark.parametrize(
    ("screen", "field"), [(CertificationViewSet, "member__pseudonym"), (ScheduledViewSet, "author__pseudonym")]
)
def test_managers_find_certificates_and_what_waits_by_the_pseudonym(screen: Any, field: str) -> None:
    assert {field, field.replace("pseudonym", "handle"), field.replace("pseudonym", "name")} <= {*screen.search_fields}


@pytest.mark.parametrize("rest", [{"read": "on"}, {}])
def test_a_pseudonym_that_is_missing_is_refused_at_its_field(
    joining: Joining, version: PolicyVersion, rest: dict[str, str]
) -> None:
    """Guard: `required` of the field once the kind is chosen, whatever else is wrong with the form."""
    client = logged_in(joining.applicant)
    answer = client.post(f"/portal/policies/{version.pk}/", rest | {"named_by": "pseudonym", "pseudonym": " "})
    assert answer.context["form"].errors["pseudonym"] == ["Say by which pseudonym you are known."]
    page = answer.content.decode()
    assert "Pseudonym (optional)" not in re.sub(r"<[^>]+>", "", page)
    assert "needed if you choose “By a pseudonym”" in page


def test_what_the_choice_cannot_hide_names_the_pages_of_editors(joining: Joining, version: PolicyVersion) -> None:
    sign(joining, version, Wish("name"))
    page = logged_in(joining.applicant).get("/portal/policies/name/").content.decode()
    assert "What editors wrote in pages stays, too" in page
