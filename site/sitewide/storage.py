"""Where files are kept: what editors upload stands under names that nobody can guess, as everybody may fetch a name."""

import secrets
from os import PathLike
from pathlib import PurePosixPath

from django.core.files.storage import FileSystemStorage
from storages.backends.s3 import S3Storage

HIDDEN = frozenset({"documents", "original_images", "images"})
"""Wagtail's folders: documents, uploaded pictures, and what is made of those."""
LONGEST = 100
"""Characters of a name that Wagtail's tables hold."""


def unguessable(name: str) -> str:
    """`documents/price.pdf` as `documents/<22 random characters>/price.pdf`; what stands elsewhere as it is.

    The file keeps its own name, from which Wagtail makes those of smaller pictures: they tell nothing of the folder.
    """
    path = PurePosixPath(name)
    if len(path.parts) != 2 or path.parts[0] not in HIDDEN:
        return name
    folder, secret = path.parts[0], secrets.token_urlsafe(16)
    left = LONGEST - len(folder) - len(secret) - len(path.suffix) - 2
    return f"{folder}/{secret}/{path.stem[:left]}{path.suffix}"


class FolderStorage(FileSystemStorage):
    """A folder of this machine."""

    def generate_filename(self, filename: str | PathLike[str]) -> str:
        return unguessable(super().generate_filename(filename))


class BucketStorage(S3Storage):
    """A bucket."""

    def generate_filename(self, filename: str | PathLike[str]) -> str:
        return unguessable(super().generate_filename(filename))
