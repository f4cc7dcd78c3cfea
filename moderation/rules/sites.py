"""The sites that a message leads to, and lists of sites: a listed site covers everything below it."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from cms.breaker import domains_in
from sitewide.characters import levelled
from sitewide.errors import Invalid

MOST_SITES = 2_000
_BARE = re.compile(r"(?<![\w@.-])(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,4}[^\W\d_]{2,24}(?![\w@-])")
_DOTTED = re.compile(r"\w\.\w")
_WHOLE = re.compile(r"(?:https?://(?:[^\s/@]{0,80}@)?|\bwww\.)([^\s/?#:<>\"']{1,253})", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z0-9-]{2,63}")


def linked_sites(body: str, text: str) -> tuple[str, ...]:
    """The hosts that links lead to, and whole addresses in the words, in the form of the name system (`xn--...`)."""
    written = _WHOLE.findall(text) if "://" in text or "www." in text else []
    return tuple(dict.fromkeys(ascii_of(host) for host in (*domains_in(body), *written)))


def named_sites(text: str) -> tuple[str, ...]:
    """What looks like a site in the words, where a reader could copy it from."""
    if not _DOTTED.search(text):
        return ()
    return tuple(dict.fromkeys(ascii_of(match.group()) for match in _BARE.finditer(text)))


@lru_cache(maxsize=256)
def sites_of(lines: str) -> frozenset[str]:
    """The sites of a list, one a line; a whole address counts as its site. Refuses (422) what is no site."""
    said = [line.strip() for line in lines.splitlines() if line.strip()]
    if len(said) > MOST_SITES:
        raise Invalid(_("A list holds at most %(most)d sites.") % {"most": MOST_SITES}, code="too_many_sites")
    return frozenset(_site(line) for line in said)


def listed(host: str, sites: frozenset[str]) -> bool:
    """Whether the host is one of the sites or below one."""
    return any(parent in sites for parent in _upwards(host))


def imitated(host: str, sites: frozenset[str]) -> bool:
    """Whether a reader would take the host for one of the sites, or one below: `pаns.example` with a Cyrillic letter."""
    plain = levelled(unicode_of(host))
    return plain != host and any(parent in sites for parent in _upwards(plain))


@lru_cache(maxsize=4096)
def ascii_of(host: str) -> str:
    host = host.casefold().strip(".").removeprefix("www.")
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode()
    except UnicodeError:
        return host


def unicode_of(host: str) -> str:
    try:
        return host.encode().decode("idna") if "xn--" in host else host
    except UnicodeError:
        return host


def _upwards(host: str) -> Iterator[str]:
    labels = host.split(".")
    for first in range(max(1, len(labels) - 1)):
        yield ".".join(labels[first:])


def _site(line: str) -> str:
    try:
        host = urlsplit(line if "://" in line else f"//{line}").hostname or ""
    except ValueError:
        host = ""
    site = ascii_of(host.removeprefix("*."))
    if not _HOST.fullmatch(site):
        raise Invalid(_("“%(line)s” is no site: write it like example.org.") % {"line": line[:80]}, code="no_site")
    return site


def any_listed(hosts: Iterable[str], sites: frozenset[str]) -> list[str]:
    """The hosts that a list names, covers, or is imitated by."""
    return [host for host in hosts if listed(host, sites) or imitated(host, sites)]
