"""A pseudonym is nobody else's, imitates nobody, and nothing finds who stands behind it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.naming import free_pseudonym, name_by
from accounts.actions.profiles import change, free_name, introduce, release_names
from accounts.models import User
from accounts.naming import called, mentions, shown_at
from accounts.workbench import PersonEditForm
from sitewide.errors import Conflict, Invalid
from sitewide.models import Letter
from tests.factories import ProgramFactory, UserFactory, manager_of

pytestmark = pytest.mark.django_db


def heron(**fields: object) -> User:
    """Somebody who goes by a pseudonym."""
    person: User = UserFactory(**{"name": "Quinn Canary", "handle": "quinn", **fields})
    return name_by(person, kind="pseudonym", pseudonym="Night Heron")


def test_others_read_the_pseudonym_and_a_number():
    person = heron()
    assert (str(person), person.get_short_name(), person.get_full_name()) == ("Night Heron",) * 3
    assert person.get_absolute_url() == f"/people/{person.pk}/"
    assert (person.address, person.public_handle, person.goes_by_pseudonym) == (str(person.pk), None, True)
    assert person.in_full == "Quinn Canary (pseudonym: Night Heron)"


def test_others_read_the_handle_of_who_chose_it():
    person = name_by(UserFactory(name="Quinn Canary", handle="q-c"), kind="handle")
    assert (str(person), person.get_short_name(), person.get_absolute_url()) == ("@q-c", "@q-c", "/people/q-c/")
    assert person.in_full == "Quinn Canary (handle: @q-c)"


def test_who_chose_nothing_is_named_by_name():
    person = UserFactory(name="Quinn Canary", handle="q-c")
    assert (str(person), person.in_full, person.get_short_name()) == ("Quinn Canary", "Quinn Canary", "Quinn")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Pine Harbour Team", "name_reserved"),
        ("Marta N0wak", "name_reserved"),
        ("Moderator", "name_reserved"),
        ("Quinn Canary", "no_pseudonym"),
        ("QUINN", "no_pseudonym"),
        ("1234", "no_letter"),
        ("Heron ✔", "badge"),
        ("@ravi", "name_reserved"),
        ("\uff20marta", "name_reserved"),
        (".@nobody", "name_reserved"),
        ("Member 2", "name_reserved"),
        ("mernber #40", "name_reserved"),
    ],
)
def test_a_pseudonym_that_may_not_be_is_refused(text: str, code: str):
    manager_of(ProgramFactory(name="Pine Harbour"), name="Marta Nowak")
    with pytest.raises(Invalid) as refusal:
        free_pseudonym(text, bearer=UserFactory(name="Quinn Canary", handle="quinn"))
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "Sam Okafor",
        "SAM  0kafor",
        "Night Heron",
        "Night-Her0n",
        "Sam K",
        "sam_k",
        "Sam-K 1",
        "Night Heron 2",
        "Ravi",
        "Marta",
    ],
)
def test_a_pseudonym_looks_like_nobody_who_is_shown(text: str):
    """Guards: `handle_skeleton` in `_is_shown`; `_LAST_NUMBER` in `bones`."""
    heron()
    manager_of(ProgramFactory(), name="Marta Nowak", handle="marta")
    UserFactory(name="Ravi Menon", handle="r-avi")
    UserFactory(name="Sam Okafor", handle="sam-k")
    UserFactory(name="Someone", handle="sam_k")
    with pytest.raises(Conflict) as refusal:
        free_pseudonym(text, bearer=UserFactory())
    assert refusal.value.code == "pseudonym_taken"


def test_a_refusal_tells_nobody_which_names_are_kept_secret():
    """Guard: `named_by` in `_is_shown`; without it the refusal betrays that a Quinn Canary is here."""
    heron()
    assert free_pseudonym("Quinn Canary", bearer=UserFactory()) == "Quinn Canary"
    assert free_pseudonym("quinn", bearer=UserFactory()) == "quinn"


@pytest.mark.parametrize("name", ["Night Heron", "NIGHT-HERON", "N1ght Heron"])
def test_nobody_takes_the_pseudonym_of_somebody_as_a_name(name: str):
    person = heron()
    with pytest.raises(Invalid) as refusal:
        free_name(name)
    assert refusal.value.code == "name_taken"
    assert free_name(name, bearer=person) == name


def test_nobody_takes_the_pseudonym_of_somebody_as_a_handle():
    heron()
    other = UserFactory()
    with pytest.raises(Invalid) as refusal:
        change(other, name=other.name, handle="night_heron", about="", time_zone="", actor=other, at=timezone.now())
    assert refusal.value.code == "name_taken"


def test_two_people_who_take_a_pseudonym_at_once_are_told_apart_by_the_database():
    """Guard: the constraint `one_user_per_pseudonym`."""
    heron()
    other = UserFactory()
    with pytest.raises(Conflict) as refusal:
        name_by(other, kind="pseudonym", pseudonym="Night-Heron")
    assert refusal.value.code == "pseudonym_taken"
    assert User.objects.get(pk=other.pk).pseudonym == ""


def test_the_database_keeps_no_pseudonym_beside_a_name_that_is_shown():
    """Guard: the constraint `a_pseudonym_is_what_others_read`."""
    person = heron()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=person.pk).update(named_by="name")


def test_a_name_or_handle_that_is_not_there_names_nobody():
    for kind, code in (("name", "no_name"), ("handle", "no_handle")):
        with pytest.raises(Invalid) as refusal:
            name_by(UserFactory(name="", handle=None), kind=kind)
        assert refusal.value.code == code


def test_a_pseudonym_that_imitates_a_brand_of_later_leaves_a_number_and_never_the_name():
    """Guard: `pseudonym` in `release_names`; and `__str__`, which does not fall back to what stands behind it."""
    person = heron()
    ProgramFactory(name="Night Heron")
    assert release_names(at=timezone.now()) == 1
    person.refresh_from_db()
    assert (str(person), person.goes_by_pseudonym) == (f"Member {person.pk}", True)
    letter = Letter.objects.get()
    assert letter.to == person.email
    assert 'Your pseudonym "Night Heron"' in letter.text
    assert f"those of Member {person.pk}" in letter.text
    assert "/portal/policies/name/" in letter.text


def test_only_what_is_shown_finds_a_person():
    """Guard: `named_by` in accounts.naming."""
    hidden, open_one = heron(), UserFactory(name="Sam Okafor", handle="sam")
    found = User.objects.filter
    assert not found(shown_at("quinn")).exists()
    assert not found(called("Quinn Canary")).exists()
    assert found(shown_at(str(hidden.pk))).get() == found(called("night heron")).get() == hidden
    assert found(shown_at("sam")).get() == found(called("sam okafor")).get() == open_one
    assert not found(shown_at(str(open_one.pk))).exists()
    assert not found(shown_at("9" * 30)).exists()


def test_words_find_the_people_who_are_shown_by_them():
    """Guard: `named_by` in `mentions`."""
    person, program = heron(), ProgramFactory()
    program.managers.create(member=person, since=timezone.now())
    rows = program.managers.filter
    assert rows(mentions("heron", of="member")).exists()
    assert not rows(mentions("canary", of="member")).exists()
    assert not rows(mentions("quinn", of="member")).exists()


@pytest.mark.parametrize(("field", "text"), [("name", "@ravi"), ("name", "Member 4"), ("handle", "member4")])
def test_no_name_or_handle_reads_like_a_handle_or_a_number_of_somebody(field: str, text: str):
    """Guard: `_address` in accounts.reserved."""
    other = UserFactory()
    form = {"name": other.name, "handle": other.handle} | {field: text}
    with pytest.raises(Invalid) as refusal:
        change(other, **form, about="", time_zone="", actor=other, at=timezone.now())
    assert refusal.value.code == f"{field}_reserved"


def test_ones_own_number_and_words_about_members_are_innocent():
    person = UserFactory()
    assert free_name(f"Member {person.pk}", bearer=person)
    for innocent in ("Member of the crew", "Remember 4", "Member No Longer"):
        assert free_name(innocent) == innocent


def test_a_name_that_reads_like_a_handle_of_before_the_rule_is_taken_away():
    person = UserFactory(name="@ravi")
    assert release_names(at=timezone.now()) == 1
    person.refresh_from_db()
    assert person.name == ""


def test_no_handle_made_from_a_name_is_a_pseudonym_of_somebody():
    """Guard: `is_pseudonym` in `_handles`."""
    heron()
    newcomer = introduce(UserFactory(handle=None), name="夜Night Heron", at=timezone.now())
    assert newcomer.name == "夜Night Heron"
    assert newcomer.handle.startswith("newcomer")


@pytest.mark.parametrize(("kind", "taken"), [("name", "Quinn Canary"), ("name", "Quinn"), ("handle", "Quinn")])
def test_nobody_goes_back_to_a_name_or_handle_that_is_now_a_pseudonym(kind: str, taken: str):
    """Guard: `_must_make_no_twins`; without it the register names two people alike."""
    hidden, other = heron(), UserFactory()
    name_by(other, kind="pseudonym", pseudonym=free_pseudonym(taken, bearer=other))
    with pytest.raises(Invalid, match=taken.casefold() if kind == "handle" or taken == "Quinn" else taken) as refusal:
        name_by(hidden, kind=kind)
    assert refusal.value.code == "name_taken"
    assert User.objects.get(pk=hidden.pk).named_by == "pseudonym"


def test_staff_give_nobody_the_pseudonym_of_another():
    """Guard: `must_be_nobodys_pseudonym` in the form of the workbench."""
    heron()
    other = UserFactory()
    form = PersonEditForm({"email": other.email, "name": "Night-Heron", "is_active": "on"}, instance=other)
    assert not form.is_valid()
    assert form.errors.as_data()["name"][0].code == "name_taken"
