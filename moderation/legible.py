"""A text laid out for a moderator, with everything about it that a reader would not notice."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape

from django.utils.safestring import SafeString

from moderation.links import Link, links_of
from moderation.shown import Found, body_shown, title_shown
from sitewide.revealing import Remark, remarks, reveal
from sitewide.text import to_plain

_TAG = re.compile(r"<[^<>]*>")
_LINK = re.compile(r'<a\b[^<>]*\bhref="([^"<>]*)"[^<>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Legible:
    """Title and body as they are shown, the body as it is stored, its links, and what hides or imitates in it all."""

    title: SafeString
    body: SafeString
    source: SafeString
    links: list[Link]
    remarks: list[Remark]


def legible(title: str, body: str, found: Iterable[Found] = (), *, name: str = "") -> Legible:
    """`found` is counted over `moderation.shown.text_of`; `name` is the author's, for the remarks."""
    places = list(found)
    return Legible(
        title=title_shown(title, places), body=body_shown(title, body, places), source=reveal(body),
        links=links_of(body), remarks=remarks(name, title, unescape(_TAG.sub("\n", body))),
    )  # fmt: skip


def spelled_out(title: str, body: str) -> str:
    """The plain text with the target behind every link that does not say it, so that another target is a difference."""
    return f"{title}\n\n{to_plain(_LINK.sub(_with_target, body))}".strip()


def _with_target(link: re.Match[str]) -> str:
    target, words = link[1], link[2]
    return words if escape(to_plain(words), quote=False) == target else f"{words} ‹{target}›"
