"""What a person changes of the own profile, and what is refused with everything kept."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone
from PIL import Image

from accounts.actions.profiles import change
from accounts.models import User
from accounts.reserved import is_path
from record.models import Entry
from sitewide.errors import Forbidden, Refused
from tests.factories import ProgramFactory, UserFactory

pytestmark = pytest.mark.django_db
FORM = {"name": "Anna Lind", "handle": "anna_lind", "about": "Bakes bread.", "time_zone": "Europe/Stockholm"}


def picture(**exif: str) -> SimpleUploadedFile:
    file, image = BytesIO(), Image.new("RGB", (60, 40), "red")
    details = image.getexif()
    details[0x010E] = "where I live"
    image.save(file, "JPEG", exif=details)
    return SimpleUploadedFile("../../me.jpg", file.getvalue(), "image/jpeg")


def changed(member: User, actor: User | None = None, **fields: Any) -> User:
    return change(member, actor=actor or member, at=timezone.now(), **(FORM | fields))


def test_a_profile_is_changed_and_the_record_names_the_fields_but_not_their_words() -> None:
    anna = changed(UserFactory())
    assert {field: getattr(anna, field) for field in FORM} == FORM
    assert Entry.objects.get(verb="profile.changed").data == {"fields": ["name", "handle", "about", "time_zone"]}


def test_nothing_changed_writes_nothing() -> None:
    changed(changed(UserFactory()))
    assert Entry.objects.filter(verb="profile.changed").count() == 1


def test_nobody_changes_somebody_else() -> None:
    with pytest.raises(Forbidden):
        changed(UserFactory(), actor=UserFactory())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "Kestrel Rowe"}, "name_reserved"), ({"name": "Kеstrel"}, "mixed_scripts"), ({"name": "123"}, "no_letter"),
        ({"name": "x" * 61}, "too_long"), ({"handle": "a"}, "handle"), ({"handle": "A B"}, "handle"),
        ({"handle": "kestrel_rowe"}, "handle_reserved"), ({"handle": "support"}, "handle_reserved"),
        ({"handle": "ben_b"}, "handle_taken"), ({"about": "x" * 501}, "too_long"), ({"time_zone": "Mars/Base"}, "bad_time_zone"),
    ],
)  # fmt: skip
def test_what_may_not_be_is_refused_and_changes_nothing(fields: dict[str, str], code: str) -> None:
    ProgramFactory(name="Kestrel Rowe")
    UserFactory(handle="ben_b")
    anna = UserFactory(name="Anna")
    with pytest.raises(Refused) as refusal:
        changed(anna, **fields)
    assert refusal.value.code == code
    anna.refresh_from_db()
    assert (anna.name, anna.about) == ("Anna", "")


def test_the_page_saves_and_shows_who_one_is(client: Client) -> None:
    client.force_login(UserFactory())
    assert client.post("/portal/profile/", FORM).headers["Location"] == "/portal/profile/"
    page = client.get("/portal/profile/").content.decode()
    assert '<span class="muted">/people/anna_lind/</span>' in page
    assert "Second factor" in page


def test_a_refusal_keeps_what_was_typed(client: Client) -> None:
    UserFactory(handle="ben_b")
    client.force_login(UserFactory())
    answer = client.post("/portal/profile/", FORM | {"handle": "ben_b"})
    assert answer.status_code == 409
    assert "Somebody else has this handle." in answer.content.decode()
    assert "Bakes bread." in answer.content.decode()


def test_a_picture_is_written_anew_without_what_came_with_it_and_goes_when_it_is_taken_away(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    """Guard: `on_commit` in `change`; without it anybody who has its address goes on seeing the picture."""
    anna = UserFactory()
    client.force_login(anna)
    client.post("/portal/profile/", FORM | {"picture": picture()})
    anna.refresh_from_db()
    with anna.picture.open() as file:
        assert not Image.open(file).getexif()
    assert anna.picture.name.startswith("people/")
    file = anna.picture.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/portal/profile/", FORM | {"no_picture": "on"})
    anna.refresh_from_db()
    assert not anna.picture
    assert not anna.picture.storage.exists(file)


def test_no_field_beside_the_form_is_taken(client: Client) -> None:
    anna = UserFactory()
    client.force_login(anna)
    client.post(
        "/portal/profile/", FORM | {"is_staff": "on", "is_superuser": "on", "email": "x@example.com", "id": "1"}
    )
    after = User.objects.get(pk=anna.pk)
    assert (after.is_staff, after.is_superuser, after.email) == (False, False, anna.email)


def test_strangers_have_no_profile(client: Client) -> None:
    assert client.get("/portal/profile/").headers["Location"] == "/accounts/login/?next=/portal/profile/"


def test_no_handle_hides_behind_an_address_of_the_product() -> None:
    """Guard: `is_path`; a member called like one of the product's own addresses has no page there."""
    routes = [str(one.pattern) for one in get_resolver().url_patterns]
    routes += [
        f"{one.pattern}{two.pattern}" for one in get_resolver().url_patterns for two in getattr(one, "url_patterns", ())
    ]
    words = {part for route in routes for part in re.findall(r"^(?:people/)?([a-z][a-z_]{2,})/", route)}
    assert {"leaders", "badges", "said", "people", "portal"} <= words
    assert [word for word in sorted(words) if not is_path(word)] == []
    with pytest.raises(Refused) as refused:
        changed(UserFactory(), handle="leaders")
    assert refused.value.code == "handle_reserved"
