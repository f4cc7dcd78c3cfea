"""What tells evidence apart: the same page under another spelling of its address, the same picture under another name."""

import hashlib
from urllib.parse import parse_qsl, urlencode, urlsplit

NOISE = ("utm_", "fbclid", "gclid", "igshid", "mc_cid", "mc_eid")
"""Beginnings of parameters that say who followed a link, not where it leads."""
PORTS = {"http": ":80", "https": ":443"}


def same_page(link: str) -> str:
    """One spelling for all addresses of a page: without scheme, `www.`, default port, fragment, noise, or last slash."""
    parts = urlsplit(link.strip())
    host = (
        parts.netloc.rpartition("@")[2].lower().removesuffix(PORTS.get(parts.scheme.lower(), "")).removeprefix("www.")
    )
    kept = sorted(pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not pair[0].startswith(NOISE))
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def link_key(link: str) -> str:
    """A digest of the page that a link leads to; empty for none."""
    return hashlib.sha256(same_page(link).encode()).hexdigest() if link else ""


def picture_key(content: bytes) -> str:
    """A digest of a picture as it is stored, written anew; empty for none."""
    return hashlib.sha256(content).hexdigest() if content else ""
