"""Hostile files and texts through the forms of writing: none gives an error, none is kept as it came."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.actions import messages
from cms.models import Message, Picture
from tests import corpora
from tests.cms.conftest import Cast, another_advocate
from tests.cms.writing import a_picture, write
from tests.factories import HaltFactory
from tests.sitewide.safety import assert_safe

pytestmark = pytest.mark.django_db


def test_pictures_are_stored_anew_and_need_words(cast: Cast, as_: Any) -> None:
    client, address = as_(cast.advocate), f"/portal/write/{cast.page.pk}/"
    answer = client.post(address, write(cast, picture_1=a_picture()))
    assert (answer.status_code, Message.objects.count()) == (422, 0)
    assert client.post(address, write(cast, picture_1=a_picture(), alt_1="A red pan")).status_code == 302
    kept = Picture.objects.get()
    assert b"secret-place" not in kept.image.read() + kept.thumbnail.read()
    shown = Client().get(kept.image.url)
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "default-src 'none'"
    assert 'alt="A red pan"' in Client().get("/pans/").content.decode()


def test_no_evil_file_crashes_the_form_or_is_kept_as_it_came(cast: Cast, as_: Any) -> None:
    """Without `reencode` in `PictureField` the files would be stored byte for byte."""
    advocate = another_advocate(cast, "post", per_day=500)
    address = f"/portal/write/{cast.page.pk}/"
    for number, path in enumerate(sorted(corpora.folder("evil_images/dev").iterdir())):
        upload = SimpleUploadedFile(path.name, path.read_bytes(), "image/jpeg")
        client = as_(advocate if number % 2 else cast.advocate)
        form = write(cast, act="preview", picture_1=upload, alt_1="x")
        assert client.post(address, form).status_code in (200, 422, 429), path.name
        forget_limits()
    assert not Picture.objects.exists()


def forget_limits() -> None:
    """Counts of earlier requests would end the loop with 429."""
    cache.clear()


def test_no_naughty_string_gives_an_error_in_any_form(cast: Cast, as_: Any) -> None:
    """Each string goes into every field that is typed into; none may end in a 5xx."""
    said = messages.post(cast.page, author=cast.advocate, title="T", body="x", at=cast.at)
    client = as_(cast.advocate)
    for text in corpora.naughty()[::12]:
        forms = [
            (f"/portal/say/{cast.page.pk}/", {"body": text, "answers": text}),
            (f"/portal/write/{cast.page.pk}/", write(cast, title=text, body=text, alt_1=text, key=text, act=text)),
            (f"/portal/said/{said.pk}/edit/", {"title": text, "body": text}),
        ]
        for path, form in forms:
            assert client.post(path, form).status_code < 500, (path, text)
        assert client.get("/go/search/", {"q": text, "page": text}).status_code < 500, text
        assert client.get("/pans/", {"thread": text}).status_code == 200
        forget_limits()


def test_no_payload_comes_out_of_the_comment_form_as_markup(cast: Cast, as_: Any) -> None:
    """I11, I12."""
    client = as_(cast.member)
    for payload in corpora.markup()[::100]:
        client.post(f"/portal/say/{cast.page.pk}/", {"body": payload})
        forget_limits()
    for body in Message.objects.values_list("body", flat=True):
        assert_safe(body)


def test_nothing_of_a_refused_upload_stays_in_the_storage(cast: Cast, as_: Any, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    HaltFactory(program=cast.program)
    as_(cast.advocate).post(f"/portal/write/{cast.page.pk}/", write(cast, picture_1=a_picture(), alt_1="x"))
    assert default_storage.location == str(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
