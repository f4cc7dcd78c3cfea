"""Pictures that people send: decoded under limits and written anew, so that nothing of the file survives but what is seen.

In come JPEG, PNG, WEBP and GIF, told by content and never by name. Out go JPEG, PNG and WEBP, upright, in sRGB, without
metadata. Of an animation only the first picture is kept: what moves on its own would need a way to stop it (WCAG 2.2.2).
"""

import struct
import zlib
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import IO, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

from sitewide.errors import Invalid

MAX_BYTES = 8 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_SIDE = 2400
"""Pixels of the longer side of what is kept."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}

_MAX_SCANS = 40
"""Scans of a progressive JPEG: encoders write about ten, and each costs the decoder the whole picture again."""
_MAX_PROFILE = 64 * 1024
_BROKEN = (
    OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, EOFError,
    AssertionError, NotImplementedError, RuntimeError, MemoryError, struct.error, zlib.error,
    Image.DecompressionBombError, Image.DecompressionBombWarning, ImageCms.PyCMSError,
)  # fmt: skip
"""What decoders raise on files that are not what they say."""
_WRITING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 86, "optimize": True, "progressive": True},
    "PNG": {"compress_level": 6},
    "WEBP": {"quality": 86, "method": 4},
}
_room = BoundedSemaphore(1)
"""Pictures decoded at once in one process: the largest PNG takes 220 MB and 2 s, the largest WEBP 620 MB."""


@dataclass(frozen=True)
class ReencodedImage:
    content: bytes
    format: str
    width: int
    height: int

    @property
    def extension(self) -> str:
        return EXTENSIONS[self.format]

    @property
    def content_type(self) -> str:
        return f"image/{self.format.lower()}"


def reencode(file: IO[bytes], *, max_side: int = MAX_SIDE) -> ReencodedImage:
    """The picture written anew. Refuses `picture_large` (bytes), `picture_pixels` and `picture_unreadable`."""
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Invalid(
            _("This picture is too large: at most %(size)s are allowed.") % {"size": filesizeformat(MAX_BYTES)},
            code="picture_large",
        )
    try:
        with _room, Image.open(BytesIO(data), formats=FORMATS) as source:
            _refuse_costly(source, data)
            return _written(_upright(source, max_side), "PNG" if source.format == "GIF" else source.format or "")
    except _BROKEN as error:
        raise Invalid(
            _("This file cannot be read as a picture. JPEG, PNG, WEBP and GIF are possible."), code="picture_unreadable"
        ) from error


def _refuse_costly(source: Image.Image, data: bytes) -> None:
    if source.width * source.height > MAX_PIXELS:
        raise Invalid(
            _("This picture has too many pixels: at most %(limit)d million are allowed.")
            % {"limit": MAX_PIXELS // 1_000_000},
            code="picture_pixels",
        )
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > _MAX_SCANS:
        raise ValueError("too many scans")


def _upright(source: Image.Image, max_side: int) -> Image.Image:
    """The first picture, in the way it is held, in sRGB and no larger than asked; without anything that came beside it."""
    profile = source.info.get("icc_profile") or b""
    source.draft("RGB", (max_side, max_side))
    source.load()
    seen = _plain(source)
    seen.thumbnail((max_side, max_side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    with suppress(*_BROKEN):  # a picture whose EXIF is broken stays as it lies
        ImageOps.exif_transpose(seen, in_place=True)
    bare = _in_srgb(seen.copy(), profile)
    bare.info.clear()
    return bare


def _plain(image: Image.Image) -> Image.Image:
    """In one of three modes; the very picture where it is in one, since the largest takes 160 MB."""
    image = _eight_bits(image)
    mode = _mode(image)
    return image if image.mode == mode else image.convert(mode)


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey scaled down; Pillow's own conversion would clip them to white."""
    return image.point(lambda value: value * (1 / 256)).convert("L") if image.mode.startswith("I") else image


def _mode(image: Image.Image) -> str:
    if image.has_transparency_data:
        return "RGBA"
    return "L" if image.mode in {"1", "L"} else "RGB"


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Converted from its colour profile if that is a usable one, else taken for sRGB."""
    if not 128 < len(profile) <= _MAX_PROFILE or image.mode not in {"RGB", "RGBA"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=image.mode)
    except _BROKEN:
        return image
    return converted or image


def _written(image: Image.Image, format_name: str) -> ReencodedImage:
    kind = format_name if format_name in EXTENSIONS else "JPEG"  # several pictures in one JPEG call themselves MPO
    if kind == "JPEG" and image.mode == "RGBA":
        image = image.convert("RGB")
    target = BytesIO()
    image.save(target, kind, **_WRITING[kind])
    return ReencodedImage(target.getvalue(), kind, image.width, image.height)


class PictureField(forms.FileField):
    """A picture in a form. Its value is an uploaded file with a name of our own that holds the re-encoded picture."""

    widget = forms.FileInput

    def to_python(self, data: "File[Any] | None") -> SimpleUploadedFile | None:
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            picture = reencode(upload)
        except Invalid as refusal:
            raise ValidationError(str(refusal.sentence), code=refusal.code) from refusal
        name = f"{get_random_string(20).lower()}.{picture.extension}"
        return SimpleUploadedFile(name, picture.content, picture.content_type)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        accepted = ",".join(f"image/{name.lower()}" for name in FORMATS)
        return {**super().widget_attrs(widget), "accept": accepted}
