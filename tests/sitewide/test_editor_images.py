from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, TemporaryUploadedFile, UploadedFile
from PIL import Image
from wagtail.images.forms import BaseImageForm, get_image_form
from wagtail.images.models import Image as WagtailImage
from wagtail.models import Collection

from sitewide.editor_images import ReencodedImageForm
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def picture(kind: str) -> bytes:
    target = BytesIO()
    Image.new("RGB", (40, 20), (255, 0, 0)).save(target, kind)
    return target.getvalue() + b"<script>alert(1)</script>"


def on_disk(name: str, content: bytes) -> UploadedFile:
    upload = TemporaryUploadedFile(name, "image/png", len(content), None)
    upload.write(content)
    upload.seek(0)
    return upload


def in_memory(name: str, content: bytes) -> UploadedFile:
    return InMemoryUploadedFile(BytesIO(content), "file", name, "image/png", len(content), None)


def form_with(upload: UploadedFile, title: str = "Jacket") -> BaseImageForm:
    form_class = get_image_form(WagtailImage, fields=["title", "file"])
    collection = Collection.get_first_root_node() or Collection.add_root(name="Root")
    editor = UserFactory(is_superuser=True)
    form: BaseImageForm = form_class({"title": title, "collection": collection.pk}, {"file": upload}, user=editor)
    return form


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.mark.parametrize("upload", [in_memory, on_disk])
@pytest.mark.parametrize(
    ("name", "kind", "kept"), [("a.png", "PNG", ".png"), ("b.jpeg", "JPEG", ".jpg"), ("c.gif", "GIF", ".png")]
)
def test_an_editors_picture_is_stored_written_anew(
    upload: Callable[[str, bytes], UploadedFile], name: str, kind: str, kept: str
) -> None:
    form = form_with(upload(name, picture(kind)))
    assert form.is_valid(), form.errors
    image = form.save()
    stored = Path(image.file.path).read_bytes()
    assert b"alert" not in stored
    assert (image.width, image.height, image.file_size) == (40, 20, len(stored))
    assert image.file.name.endswith(kept)
    assert Image.open(image.file.path).size == (40, 20)


@pytest.mark.parametrize("upload", [in_memory, on_disk])
def test_what_wagtail_keeps_for_a_second_try_is_written_anew_too(upload: Callable[[str, bytes], UploadedFile]) -> None:
    """Wagtail stores the very upload of the request where another field is wrong, and asks no form about it again."""
    sent = upload("a.png", picture("PNG"))
    assert not form_with(sent, title="").is_valid()
    sent.seek(0)
    assert b"alert" not in sent.read()
    if isinstance(sent, TemporaryUploadedFile):
        assert b"alert" not in Path(sent.temporary_file_path()).read_bytes()


@pytest.mark.parametrize(
    ("name", "content"), [("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("a.png", picture("PNG")[:60])]
)
def test_what_is_no_picture_is_refused_in_the_workbench(name: str, content: bytes) -> None:
    form = form_with(in_memory(name, content))
    assert not form.is_valid()
    assert "file" in form.errors


def test_the_workbench_uses_this_form() -> None:
    assert issubclass(get_image_form(WagtailImage), ReencodedImageForm)
