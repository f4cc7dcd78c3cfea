"""By what two pieces of evidence are known to be the same: addresses, bytes, and how a picture looks."""

import hashlib
import re
from collections.abc import Callable, Iterable
from io import BytesIO
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from PIL import Image

from sitewide.characters import folded

TRACKING = frozenset(
    {
        *("fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid", "li_fat_id"),
        *("igshid", "igsh", "mc_cid", "mc_eid", "ref_src", "ref_url", "_ga", "_gl", "si", "vero_id", "srsltid"),
        *("_hsenc", "_hsmi", "mkt_tok", "epik", "wprov", "trk", "rdt_cid", "sccid", "_branch_match_id"),
    }
)
"""Parameters that say where a visitor came from and change nothing of what is shown; those of utm_ go as well."""
NAMING = frozenset(
    {
        *("v", "id", "p", "t", "q", "s", "a", "pid", "tid", "list", "item", "post", "topic", "thread", "article"),
        *("page_id", "post_id", "story_fbid", "fbid", "photo", "video", "album", "product", "sku", "url", "u"),
    }
)
"""Parameters by which sites commonly name what is shown; of any other nobody can know whether it changes the page."""
NEAR = 6
"""Of the 64 bits of two looks, so many may differ in pictures that are one and the same, cut a little or saved again."""
_WIDTH, _HEIGHT = 9, 8


def settled(url: str) -> str:
    """The address in one notation: without what leads nowhere else, so that one page has one."""
    return _place(parts := urlsplit(url.strip())) + _asked(parts, lambda name: not _tracks(name))


def _place(parts: SplitResult) -> str:
    host = _written_once(parts.hostname or "").rstrip(".").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    path = quote(_without_dots(unquote(parts.path)).rstrip("/"), safe="/:@!$&'()*+,;=~-._")
    return f"{host}{port}{path}"


def _written_once(host: str) -> str:
    """A name in letters of any script and its `xn--` are one name."""
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def _without_dots(path: str) -> str:
    """The path as browsers ask for it. Source: RFC 3986, 5.2.4, "Remove Dot Segments"."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del kept[max(len(kept) - 1, 1) :]
        elif part != ".":
            kept.append(part)
    return "/".join(kept)


def _asked(parts: SplitResult, keeps: Callable[[str], bool]) -> str:
    """The parameters that are kept, by their names in small letters."""
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted((name, value) for name, value in pairs if keeps(name.lower()))
    return f"?{urlencode(kept)}" if kept else ""


def _tracks(name: str) -> bool:
    return name in TRACKING or name.startswith("utm_")


def of_link(url: str) -> str:
    return _digest("link", settled(url).encode())


def of_page(url: str) -> str:
    """The same for addresses that differ only in parameters of which nobody can know whether they change the page."""
    parts = urlsplit(url.strip())
    return _digest("page", (_place(parts) + _asked(parts, NAMING.__contains__)).encode())


def of_bytes(content: bytes) -> str:
    return _digest("bytes", content)


def _digest(kind: str, content: bytes) -> str:
    return hashlib.sha256(f"{kind}:".encode() + content).hexdigest()


def look_of(content: bytes) -> str:
    """How a picture looks, as 64 bits in hexadecimal: whether each part of it is darker than the one to its right.

    `content` is a picture that we wrote ourselves. Source: N. Krawetz, "Kind of Like That" (2013), difference hash.
    """
    with Image.open(BytesIO(content)) as picture:
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture.convert("RGBA"), mask=picture.convert("RGBA").getchannel("A"))
    small = list(flat.convert("L").resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS).tobytes())
    bits = 0
    for row in range(_HEIGHT):
        for column in range(_WIDTH - 1):
            here = row * _WIDTH + column
            bits = bits << 1 | (small[here] < small[here + 1])
    return f"{bits:016x}"


def of_text(text: str) -> str:
    """The same words in another case, spacing or punctuation are the same text; empty where there is no word."""
    words = re.findall(r"\w+", folded(text).casefold())
    return _digest("text", " ".join(words).encode()) if words else ""


def bands_of(look: str) -> list[int]:
    """The 64 bits in four parts of 16, the highest first."""
    return [int(look[at : at + 4], 16) for at in range(0, 16, 4)]


def near_bands(look: str) -> list[list[int]]:
    """For each part the 17 values that differ from it in one bit at most: what is alike has one of them.

    The bound: two looks with no part within one bit differ in at least 4 x 2 = 8 bits, so that nothing within 7 is
    missed, and `NEAR` is 6. By equal parts alone (the pigeonhole of Manku, Jain and Das Sarma, "Detecting
    Near-Duplicates for Web Crawling", 2007) only what differs in 3 bits would surely be found.
    """
    return [[part, *(part ^ 1 << bit for bit in range(16))] for part in bands_of(look)]


def alike(look: str, others: Iterable[tuple[int, str]]) -> list[int]:
    """The numbers of those that look nearly the same."""
    mine = int(look, 16)
    return [number for number, other in others if (mine ^ int(other, 16)).bit_count() <= NEAR]
