"""Links as a moderator needs them: what a reader sees, where they really lead, and what is wrong with that."""

import re
from dataclasses import dataclass, replace
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from sitewide.characters import deceives
from sitewide.text import links_in, to_plain

ELSEWHERE = _("leads to another host than it says")
IMITATES = _("its host has letters that imitate others")
NUMBER = _("its host is a number, not a name")
UNREADABLE = _("its target cannot be read")
ADDRESSES = re.compile(r"(?:https?://|\bwww\.)[^\s<>\"]+", re.IGNORECASE)
_NAMED_HOST = re.compile(r"(?:https?://|\bwww\.)([^\s/?#]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """One link of a message, by its number in it; 0 is an address that is no link.

    `before`, `host` and `behind` together are the target as it is read.
    `in_ascii` is the host in punycode, where that is not the same. `opens` is whether a browser could follow it.
    """

    number: int
    words: str
    target: str
    before: str
    host: str
    behind: str
    in_ascii: str
    warnings: tuple[StrOrPromise, ...]
    opens: bool

    @property
    def lures(self) -> bool:
        return bool(self.warnings)


def links_of(html: str) -> list[Link]:
    """The links of a message's HTML in their order, then the addresses that are no link, but can be copied (number 0).

    None of what no parser reads: that is shown as text as well.
    """
    try:
        found = links_in(html)
    except AssertionError:  # how html.parser refuses a broken declaration, which nothing that was cleaned holds
        return []
    linked = {words for words, _target in found}
    spelled = dict.fromkeys(one.rstrip(".,;:!?…)»”’") for one in ADDRESSES.findall(to_plain(html)))
    links = [_link(number, words, target) for number, (words, target) in enumerate(found, start=1)]
    return links + [_spelled(one) for one in spelled if not any(one in words for words in linked)]


def readable_host(host: str) -> str:
    """The host in the letters that people read; labels that cannot be decoded stay as they are."""
    return ".".join(_decoded(label) for label in host.split("."))


def ascii_host(host: str) -> str:
    """The host as machines look it up."""
    return ".".join(_encoded(label) for label in host.split("."))


def _link(number: int, words: str, target: str) -> Link:
    try:
        raw = urlsplit(target).hostname or ""
    except ValueError:
        return Link(number, words, target, target, "", "", "", (UNREADABLE,), opens=False)
    host, lookup = readable_host(raw), ascii_host(raw)
    start = target.lower().find(raw) if raw else len(target)
    opens = target[:8].lower().startswith(("http://", "https://"))
    return Link(
        number, words, target, before=target[:start], host=host, behind=target[start + len(raw) :],
        in_ascii=lookup if lookup != host else "", warnings=_warnings(words, host), opens=opens,
    )  # fmt: skip


def _spelled(address: str) -> Link:
    link = _link(0, address, address if "://" in address else f"http://{address}")
    return replace(link, words=link.target, opens=False)


def _warnings(words: str, host: str) -> tuple[StrOrPromise, ...]:
    said = _host_in(words)
    found = {
        ELSEWHERE: bool(said) and bool(host) and _bare(said) != _bare(host),
        IMITATES: any(deceives(char) for char in host) or any(deceives(char) for char in said),
        NUMBER: _is_number(host),
    }
    return tuple(warning for warning, holds in found.items() if holds)


def _host_in(words: str) -> str:
    """The host that the words of a link name, if they do: alone as an address, or anywhere with http:// or www."""
    named = _NAMED_HOST.search(words)
    text = named[0] if named else words if "." in words and not re.search(r"[\s@]", words) else ""
    try:
        found = urlsplit(text if "://" in text else f"https://{text}").hostname or ""
    except ValueError:
        return words
    return readable_host(found.rstrip(".,;:!?…"))


def _bare(host: str) -> str:
    return ascii_host(host).removeprefix("www.")


def _is_number(host: str) -> bool:
    """Whether it is an address of a machine, in any of the ways that browsers take one."""
    if host.replace(".", "").isdigit() or host.startswith("0x"):
        return True
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _encoded(label: str) -> str:
    if label.isascii():
        return label
    try:
        return label.encode("idna").decode("ascii")
    except UnicodeError:
        return f"xn--{label.encode('punycode').decode('ascii')}"
