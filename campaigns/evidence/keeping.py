"""Files of evidence in the storage: under names that nobody can guess, and gone again where the act is refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from campaigns.evidence.fingerprints import look_of, of_bytes
from sitewide.errors import Invalid
from sitewide.images import ReencodedImage
from sitewide.text import one_line

MOST_BYTES = 4 * 1024 * 1024
PDF = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the storage: its name there, its name for people, and by what it is known again."""

    stored: str
    name: str
    key: str
    look: str = ""
    size: int = 0


@contextmanager
def kept_picture(image: ReencodedImage, *, at: datetime) -> Iterator[Kept]:
    """The picture in the storage while it is handed in; taken away if that is refused."""
    with _kept(image.content, image.extension, at) as stored:
        yield Kept(stored, "", of_bytes(image.content), look_of(image.content), len(image.content))


@contextmanager
def kept_file(name: str, content: bytes, *, at: datetime) -> Iterator[Kept]:
    """The same for a file. Only PDF by its content, and plain text: refuses 422 what is anything else, or too large.

    It is only ever given back as a download, to its author and to who judges it.
    """
    if len(content) > MOST_BYTES:
        raise Invalid(_("This file is too large: at most 4 MB are allowed."), code="file_large")
    suffix = PurePosixPath(name).suffix.lower()
    if not (suffix == ".pdf" and content.startswith(PDF)) and not (suffix == ".txt" and _is_text(content)):
        raise Invalid(_("Only PDF and plain text (.txt) are possible."), code="file_kind")
    with _kept(content, suffix.lstrip("."), at) as stored:
        yield Kept(stored, one_line(PurePosixPath(name).name, 120), of_bytes(content), size=len(content))


@contextmanager
def _kept(content: bytes, extension: str, at: datetime) -> Iterator[str]:
    wanted = f"evidence/{at:%Y/%m}/{get_random_string(32).lower()}.{extension}"
    stored = default_storage.save(wanted, ContentFile(content))
    try:
        yield stored
    except BaseException:
        default_storage.delete(stored)
        raise


def _is_text(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
