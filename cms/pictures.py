"""Pictures of messages: written anew without metadata, stored with a small one before the message is sent."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from cms.models import Message, Picture
from cms.models.message import SMALL_SIDE
from sitewide.errors import Invalid
from sitewide.images import ReencodedImage, reencode
from sitewide.text import one_line

MOST_PICTURES = 4


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture to be sent, and what it shows in words."""

    image: ReencodedImage
    alt: str


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture in the storage. `name` and `small` are names of files there."""

    name: str
    small: str
    width: int
    height: int
    alt: str

    def row(self, message: Message, position: int) -> Picture:
        return Picture(
            message=message, image=self.name, thumbnail=self.small, width=self.width, height=self.height,
            alt=self.alt, position=position,
        )  # fmt: skip


@contextmanager
def stored(pictures: Sequence[NewPicture], *, at: datetime) -> Iterator[list[StoredPicture]]:
    """The pictures in the storage while a message is sent; taken away again if it is refused.

    Refuses a picture without words (`no_alt`). They are stored before the transaction, so that no network is waited for
    while a grant is locked.
    """
    kept: list[StoredPicture] = []
    try:
        for picture in pictures:
            kept.append(_store(picture, at))  # noqa: PERF401 - what is stored so far must be known when the next fails
        yield kept
    except BaseException:
        for done in kept:
            default_storage.delete(done.name)
            default_storage.delete(done.small)
        raise


def _store(picture: NewPicture, at: datetime) -> StoredPicture:
    image, alt = picture.image, one_line(picture.alt, 200)
    if not alt:
        raise Invalid(_("Say in words what each picture shows."), code="no_alt")
    small = reencode(BytesIO(image.content), max_side=SMALL_SIDE)
    stem = f"said/{at:%Y/%m}/{get_random_string(20).lower()}"
    name = default_storage.save(f"{stem}.{image.extension}", ContentFile(image.content))
    small_name = default_storage.save(f"{stem}-small.{small.extension}", ContentFile(small.content))
    return StoredPicture(name, small_name, image.width, image.height, alt)
