"""How an advocate is named to others: agreed with a signature, kept for good, changed by another choice."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from advocates.actions import enrolments, naming, programs
from advocates.actions.naming import Wish
from advocates.models import Attestation, NameChoice, PolicyVersion
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from tests.advocates.joining import Joining, days, verbs
from tests.advocates.named import HERON, another, renamed, shown, sign


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
