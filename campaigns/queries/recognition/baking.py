"""Pictures with a credential in them (Open Badges 3.0, 5.3), and credentials found in what somebody brings."""

import base64
import json
import re
import struct
import zlib
from collections.abc import Iterator
from html import escape
from io import BytesIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageDraw

from campaigns.models import Achievement
from sitewide.errors import Invalid

SIDE = 512
KEYWORD = b"openbadgecredential"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
PNG = b"\x89PNG\r\n\x1a\n"
MOST_BYTES = 4 * 1024 * 1024
_IN_SVG = re.compile(rb"<openbadges:credential\s[^<>]*?verify=[\"']([\w.=-]+)[\"']")
_ENVELOPE = "data:application/vc+jwt,"
_TOKEN = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+", re.ASCII)


def picture_of(badge: Achievement) -> bytes:
    """The badge as a PNG of 512 pixels: its picture, else a lozenge in the brand's colour."""
    if badge.picture is None:
        return _drawn(badge.program.brand_color)
    rendition = badge.picture.get_rendition(f"fill-{SIDE}x{SIDE}|format-png")
    with rendition.file.open("rb") as file:
        content: bytes = file.read()
    return content


def _drawn(color: str) -> bytes:
    """A disc with a lozenge, drawn large and brought down, so that its edges are smooth."""
    large = SIDE * 2
    drawing = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    pen = ImageDraw.Draw(drawing)
    pen.ellipse((24, 24, large - 24, large - 24), fill=color)
    pen.ellipse((72, 72, large - 72, large - 72), outline="#ffffff", width=14)
    middle, reach = large // 2, large // 4
    lozenge = [(middle, middle - reach), (middle + reach * 3 // 4, middle), (middle, middle + reach)]
    pen.polygon([*lozenge, (middle - reach * 3 // 4, middle)], fill="#ffffff")
    written = BytesIO()
    drawing.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(written, "PNG")
    return written.getvalue()


def baked_png(picture: bytes, token: str) -> bytes:
    """The PNG with the credential in an uncompressed `iTXt` chunk behind its header."""
    header_ends = len(PNG) + 25
    text = KEYWORD + b"\0\0\0\0\0" + token.encode()
    chunk = struct.pack(">I", len(text)) + b"iTXt" + text + struct.pack(">I", zlib.crc32(b"iTXt" + text))
    return picture[:header_ends] + chunk + picture[header_ends:]


def baked_svg(picture: bytes, token: str, title: str) -> str:
    """The badge as an SVG with the credential in its `openbadges:credential` element, right behind the `svg` tag."""
    data = base64.b64encode(picture).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{NAMESPACE}" viewBox="0 0 {SIDE} {SIDE}" role="img">'
        f'<openbadges:credential verify="{escape(token)}"></openbadges:credential><title>{escape(title)}</title>'
        f'<image width="{SIDE}" height="{SIDE}" href="data:image/png;base64,{data}"/></svg>'
    )


def token_in(brought: bytes) -> str:
    """The compact JWS in what somebody pastes or uploads: bare, in JSON, or baked into a PNG or an SVG.

    Refuses 422 what is too large or holds none. Nothing of it is decoded as a picture or parsed as XML.
    """
    if len(brought) > MOST_BYTES:
        raise Invalid(_("This file is too large for a badge."), code="badge_large")
    found = _in_png(brought) if brought.startswith(PNG) else _in_text(brought)
    if not found or not _TOKEN.fullmatch(found):
        raise Invalid(
            _("There is no badge credential in it. Paste the text of a .jwt or .json file, or upload the badge."),
            code="no_credential",
        )
    return found


def _in_png(brought: bytes) -> str:
    for kind, content in _chunks(brought):
        if kind == b"iTXt" and content.startswith(KEYWORD + b"\0\0"):
            return content[len(KEYWORD) + 3 :].split(b"\0", 2)[-1].decode("utf-8", "replace").strip()
    return ""


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG)
    while place + 8 <= len(picture):
        length, kind = struct.unpack(">I4s", picture[place : place + 8])
        yield kind, picture[place + 8 : place + 8 + length]
        place += length + 12


def _in_text(brought: bytes) -> str:
    if in_svg := _IN_SVG.search(brought):
        return in_svg[1].decode("ascii")
    text = brought.decode("utf-8", "replace").strip()
    if not text.startswith("{"):
        return text
    try:
        known = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(known.get("id", "")).removeprefix(_ENVELOPE)
