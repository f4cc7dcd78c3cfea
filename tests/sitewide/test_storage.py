"""What editors upload stands under names that nobody can guess."""

import re
from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.module_loading import import_string
from PIL import Image as Pixels
from wagtail.documents.models import Document
from wagtail.images.models import Image

from sitewide.storage import BucketStorage, FolderStorage, unguessable

SECRET = r"[\w-]{22}"


def picture() -> ContentFile:
    made = BytesIO()
    Pixels.new("RGB", (80, 60), "red").save(made, "PNG")
    return ContentFile(made.getvalue(), name="price list.png")


@pytest.mark.django_db
def test_a_document_a_picture_and_what_is_made_of_it_have_names_that_cannot_be_guessed() -> None:
    """Guard: `unguessable`; without it they are `documents/prices.pdf`, which anybody may try."""
    document = Document.objects.create(title="Prices", file=ContentFile(b"x", name="prices.pdf"))
    image = Image.objects.create(title="Prices", file=picture())
    small = image.get_rendition("width-40")
    assert re.fullmatch(rf"documents/{SECRET}/prices\.pdf", document.file.name)
    assert re.fullmatch(rf"original_images/{SECRET}/price_list\.png", image.file.name)
    assert re.fullmatch(rf"images/{SECRET}/price_list\.width-40.*\.png", small.file.name)
    folders = {name.split("/")[1] for name in (document.file.name, image.file.name, small.file.name)}
    assert len(folders) == 3, "a published small picture does not tell where the original is"
    assert default_storage.exists(image.file.name)
    assert document.filename == "prices.pdf"


@pytest.mark.django_db
def test_the_same_file_twice_has_two_names() -> None:
    first, second = (Document.objects.create(title="x", file=ContentFile(b"x", name="a.pdf")) for _turn in "12")
    assert first.file.name != second.file.name


@pytest.mark.parametrize("name", ["people/ada.png", "documents", "a.pdf", "images/x/y.png", "said/7/8.webp"])
def test_other_names_stay_as_they_are(name: str) -> None:
    assert unguessable(name) == name


@pytest.mark.parametrize("folder", ["documents", "original_images", "images"])
def test_a_long_name_fits_into_its_column_and_keeps_its_ending(folder: str) -> None:
    made = unguessable(f"{folder}/{'x' * 200}.webp")
    assert len(made) <= 100
    assert made.endswith("x.webp")


def test_every_settings_store_is_one_of_ours() -> None:
    assert import_string(settings.STORAGES["default"]["BACKEND"]) is FolderStorage
    assert BucketStorage(bucket_name="b").generate_filename("documents/a.pdf") != "documents/a.pdf"
