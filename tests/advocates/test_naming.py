"""How an advocate is named to others: agreed with a signature, kept for good, changed by another choice."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.actions import profiles
from accounts.actions.naming import name_by
from accounts.models import User
from advocates.actions import enrolments, naming, policies, programs
from advocates.actions.naming import Wish
from advocates.models import Attestation, Halt, NameChoice, PolicyVersion
from advocates.wagtail_hooks.training import CertificationViewSet
from cms.wagtail_hooks.scheduled import ScheduledViewSet
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from tests.advocates.joining import Joining, days, verbs
from tests.advocates.test_policy_views import logged_in
from tests.factories import UserFactory
from tests.stage import signed_in

HERON = Wish("pseudonym", "Night Heron")


@pytest.fixture
def version(joining: Joining) -> PolicyVersion:
    enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    policy = policies.create_policy(joining.program, name="Agreement", actor=joining.manager, at=joining.at)
    return policies.publish(policy, text="Promise.", clauses=[], actor=joining.manager, at=joining.at)


def sign(
    joining: Joining, version: PolicyVersion, wish: Wish | None = HERON, member: User | None = None
) -> Attestation:
    return policies.attest(version, member=member or joining.applicant, at=joining.at, named=wish)


def another(joining: Joining) -> User:
    member: User = UserFactory()
    enrolments.enrol(joining.program, member=member, actor=joining.manager, at=joining.at)
    return member


def renamed(person: User, joining: Joining, **fields: str) -> User:
    form = {"name": person.name, "handle": person.handle or "", "about": "", "time_zone": ""} | fields
    return profiles.change(person, actor=person, at=joining.at, **form)


def shown(person: User) -> str:
    return str(User.objects.get(pk=person.pk))


def test_a_signature_carries_how_its_giver_is_named(joining: Joining, version: PolicyVersion) -> None:
    signed = sign(joining, version)
    choice = NameChoice.objects.get()
    assert (choice.attestation, choice.member, choice.at) == (signed, joining.applicant, joining.at)
    assert (choice.kind, choice.shown, shown(joining.applicant)) == ("pseudonym", "Night Heron", "Night Heron")


def test_the_record_says_the_kind_and_never_the_name(joining: Joining, version: PolicyVersion) -> None:
    signed = sign(joining, version, Wish("name"))
    entry = Entry.objects.get(verb="name.chosen")
    assert entry.data == {"kind": "name", "attestation": signed.pk}
    assert entry.actor_id == joining.applicant.pk


def test_a_signature_without_a_choice_leaves_the_name(joining: Joining, version: PolicyVersion) -> None:
    sign(joining, version, None)
    assert not NameChoice.objects.exists()
    assert shown(joining.applicant) == "Ines"


def test_a_refused_name_leaves_nothing_signed(joining: Joining, version: PolicyVersion) -> None:
    """Guard: `atomic` on `attest`."""
    with pytest.raises(Invalid) as refusal:
        sign(joining, version, Wish("pseudonym", "Ember and Pan"))
    assert refusal.value.code == "name_reserved"
    assert not Attestation.objects.exists()


def test_signing_again_chooses_nothing_again(joining: Joining, version: PolicyVersion) -> None:
    assert sign(joining, version) == sign(joining, version, Wish("name"))
    assert NameChoice.objects.count() == 1


def test_a_later_choice_is_another_row(joining: Joining, version: PolicyVersion) -> None:
    signed = sign(joining, version)
    later = joining.at + days(1)
    choice = naming.choose(signed, Wish("handle"), actor=joining.applicant, at=later)
    assert [row.kind for row in NameChoice.objects.all()] == ["handle", "pseudonym"]
    assert (choice.shown, choice.at, shown(joining.applicant)) == (f"@{joining.applicant.handle}", later, choice.shown)
    assert verbs(choice) == ["name.chosen"]


def test_the_same_choice_again_is_refused(joining: Joining, version: PolicyVersion) -> None:
    signed = sign(joining, version)
    with pytest.raises(Conflict) as refusal:
        naming.choose(signed, HERON, actor=joining.applicant, at=joining.at)
    assert refusal.value.code == "unchanged"
    assert NameChoice.objects.count() == 1


def test_nobody_chooses_for_somebody_else(joining: Joining, version: PolicyVersion) -> None:
    signed = sign(joining, version)
    with pytest.raises(Forbidden) as refusal:
        naming.choose(signed, Wish("name"), actor=joining.manager, at=joining.at)
    assert refusal.value.code == "not_yours"
    assert shown(joining.applicant) == "Night Heron"


def test_who_is_no_advocate_any_more_chooses_nothing(joining: Joining, version: PolicyVersion) -> None:
    signed = sign(joining, version)
    enrolments.leave(joining.applicant.enrolments.get(), actor=joining.applicant, at=joining.at)
    with pytest.raises(Forbidden) as refusal:
        naming.choose(signed, Wish("name"), actor=joining.applicant, at=joining.at)
    assert refusal.value.code == "not_enrolled"


def test_a_kind_that_the_program_does_not_allow_is_refused(joining: Joining, version: PolicyVersion) -> None:
    programs.change_program(joining.program, actor=joining.manager, at=joining.at, shows_pseudonyms=False)
    version.policy.program.refresh_from_db()
    for wish in (HERON, Wish("nickname")):
        with pytest.raises(Invalid) as refusal:
            sign(joining, version, wish)
        assert refusal.value.code == "kind_not_allowed"


def test_a_program_allows_at_least_one_kind(joining: Joining) -> None:
    """Guards: `_must_be_sound`, and the constraint `a_program_shows_people_somehow`."""
    none = {"shows_names": False, "shows_handles": False, "shows_pseudonyms": False}
    with pytest.raises(Invalid):
        programs.change_program(joining.program, actor=joining.manager, at=joining.at, **none)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(joining.program).objects.filter(pk=joining.program.pk).update(**none)


def test_staff_are_named_by_their_name(joining: Joining, version: PolicyVersion) -> None:
    member = another(joining)
    programs.appoint_manager(joining.program, member=member, actor=joining.manager, at=joining.at)
    with pytest.raises(Invalid) as refusal:
        sign(joining, version, HERON, member)
    assert refusal.value.code == "staff_are_named"
    assert sign(joining, version, Wish("name"), member).member == member


def test_who_goes_by_a_pseudonym_is_not_appointed(joining: Joining, version: PolicyVersion) -> None:
    sign(joining, version)
    member = User.objects.get(pk=joining.applicant.pk)
    with pytest.raises(Conflict) as refusal:
        programs.appoint_manager(joining.program, member=member, actor=joining.manager, at=joining.at)
    assert refusal.value.code == "unnamed"


def test_nobody_inherits_a_pseudonym_that_somebody_gave_up(joining: Joining, version: PolicyVersion) -> None:
    """Guard: the look at `known_once` in `free_pseudonym`."""
    signed, other = sign(joining, version), another(joining)
    naming.choose(signed, Wish("name"), actor=joining.applicant, at=joining.at)
    with pytest.raises(Conflict) as refusal:
        sign(joining, version, Wish("pseudonym", "Night-Heron"), other)
    assert refusal.value.code == "pseudonym_taken"
    naming.choose(signed, HERON, actor=joining.applicant, at=joining.at)
    assert shown(joining.applicant) == "Night Heron"


@pytest.mark.parametrize(
    ("field", "text"), [("name", "Night Heron"), ("handle", "night_heron"), ("name", "Night-Heron 2")]
)
def test_a_pseudonym_given_up_becomes_nobody_elses_name_or_handle(
    joining: Joining, version: PolicyVersion, field: str, text: str
) -> None:
    """Guard: the look at `known_once` in `is_pseudonym`."""
    signed, other = sign(joining, version), another(joining)
    naming.choose(signed, Wish("name"), actor=joining.applicant, at=joining.at)
    with pytest.raises(Invalid) as refusal:
        renamed(other, joining, **{field: text})
    assert refusal.value.code == "name_taken"
    former = User.objects.get(pk=joining.applicant.pk)
    assert getattr(renamed(former, joining, **{field: text}), field) == text


@pytest.mark.parametrize("kind", ["name", "handle"])
def test_a_name_that_was_shown_once_is_nobody_elses_pseudonym(
    joining: Joining, version: PolicyVersion, kind: str
) -> None:
    """Guard: every kind of choice counts in `free_pseudonym`; with pseudonyms alone two people could be called Ines."""
    User.objects.filter(pk=joining.applicant.pk).update(handle="ines_k")
    signed, other = sign(joining, version, Wish(kind), User.objects.get(pk=joining.applicant.pk)), another(joining)
    naming.choose(signed, HERON, actor=joining.applicant, at=joining.at)
    with pytest.raises(Conflict) as refusal:
        sign(joining, version, Wish("pseudonym", "Ines" if kind == "name" else "Ines K"), other)
    assert refusal.value.code == "pseudonym_taken"
    naming.choose(signed, Wish(kind), actor=joining.applicant, at=joining.at)


@pytest.mark.parametrize("sql", ["UPDATE advocates_namechoice SET shown = 'X'", "DELETE FROM advocates_namechoice"])
def test_the_database_keeps_every_choice(joining: Joining, version: PolicyVersion, sql: str) -> None:
    """Guard: the trigger `name_choice_append_only`."""
    sign(joining, version)
    with pytest.raises(IntegrityError, match="name_choice_append_only"), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_database_takes_no_choice_on_anothers_signature(joining: Joining, version: PolicyVersion) -> None:
    """Guard: the trigger `name_choice_of_who_attested`."""
    signed = sign(joining, version, None)
    row = {"attestation": signed, "kind": "name", "shown": "X", "skeleton": "x"}
    with pytest.raises(IntegrityError, match="name_choice_of_who_attested"), transaction.atomic():
        NameChoice.objects.create(member=joining.manager, at=joining.at, **row)
    with pytest.raises(IntegrityError, match="name_choice_of_who_attested"), transaction.atomic():
        NameChoice.objects.create(member=joining.applicant, at=joining.at - days(1), **row)


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
