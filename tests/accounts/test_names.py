"""Names of brands and of their staff belong to them, whether they were there first or came later."""

import pytest
from django.utils import timezone
from wagtail.models import Site

from accounts.actions.profiles import free_name, release_names
from accounts.models import User
from accounts.reserved import imitated
from record.models import Entry
from sitewide.errors import Invalid
from sitewide.models import Letter
from sitewide.names import skeleton
from tests.factories import ProgramFactory, UserFactory, manager_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "Kestrel Rowe",
        "KESTREL-ROWE",
        "Kеstrel Rowe",
        "Kestrel\u200bRowe",
        "Kestrel & Rowe Support",
        "K e s t r e l Rowe",
    ],
)
def test_nobody_takes_the_name_of_a_brand(name: str) -> None:
    ProgramFactory(name="Kestrel & Rowe")
    with pytest.raises(Invalid) as refusal:
        free_name(name)
    assert refusal.value.code in {"name_reserved", "mixed_scripts"}


def test_the_name_of_a_site_is_a_brands_too() -> None:
    ProgramFactory()
    Site.objects.update(site_name="Pine Harbour")
    assert imitated("Pine Harbour Team") == "Pine Harbour"


@pytest.mark.parametrize("name", ["Marta Nowak", "Marta N0wak", "marta.nowak", "The real Marta Nowak", "Nowak Marta"])
def test_nobody_takes_the_name_of_a_manager_but_the_manager(name: str) -> None:
    manager = manager_of(ProgramFactory(), name="Marta Nowak")
    assert imitated(name) == "Marta Nowak"
    assert imitated(name, bearer=manager) is None


def test_one_anna_on_the_staff_leaves_the_others_their_name() -> None:
    UserFactory(name="Anna", is_staff=True)
    assert imitated("Anna") == "Anna"
    assert imitated("Anna Lindqvist") is None


def test_the_skeleton_follows_the_name_whoever_saves() -> None:
    anna = UserFactory(name="Anna")
    anna.name = "Berta"
    anna.save(update_fields=["name"])
    assert User.objects.get(pk=anna.pk).name_skeleton == skeleton("Berta")


def test_a_name_taken_before_the_brand_or_its_staff_came_is_released() -> None:
    """Without `release_names` an imitation stays because it was there first."""
    early, twin, other = UserFactory(name="Pine Harbour"), UserFactory(name="Marta Nowak"), UserFactory(name="Ines")
    manager = manager_of(ProgramFactory(name="Pine Harbour"), name="Marta Nowak")
    assert release_names(at=timezone.now()) == 2
    for person in (early, twin, other, manager):
        person.refresh_from_db()
    assert [person.name for person in (early, twin, other, manager)] == ["", "", "Ines", "Marta Nowak"]
    assert str(early) == f"@{early.handle}"
    assert {letter.to for letter in Letter.objects.all()} == {early.email, twin.email}
    assert Entry.objects.filter(verb="profile.released", subject_id__in=[early.pk, twin.pk], data={}).count() == 2
    assert release_names(at=timezone.now()) == 0


def test_one_word_of_a_brand_is_no_name_by_itself():
    """Guard: `_bare_word`; beside other words an ordinary word of a brand stays free."""
    ProgramFactory(name="Kestrel & Rowe")
    assert imitated("Kestrel") == "Kestrel & Rowe"
    assert imitated("Kestre1") == "Kestrel & Rowe"
    assert imitated("Rowena") is None
    ProgramFactory(name="Pine Harbour", hostname="pine.example")
    assert imitated("Anna Pine") is None
