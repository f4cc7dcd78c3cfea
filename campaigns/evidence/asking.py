"""What a link shows, asked for through the guarded door: only public addresses, little time, few bytes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from campaigns.evidence.disclosures import told_in
from sitewide.addresses import Door, fetch
from sitewide.errors import Invalid

MOST_BYTES = 2 * 1024 * 1024
SECONDS = 8.0
_UNSEEN = re.compile(r"<(?:script|style|template|noscript)\b", re.IGNORECASE)
_ENDS = re.compile(r"</(?:script|style|template|noscript)\b", re.IGNORECASE)
_CHARSET = re.compile(r"charset=[\"']?([\w-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of asking. `why` is a code where nothing came; `status` the HTTP status, `told` the disclosure found."""

    url: str
    status: int = 0
    why: str = ""
    told: str = ""

    @property
    def answers(self) -> bool:
        return not self.why and 200 <= self.status < 300


def shown_at(url: str, own: Iterable[str], *, door: Door | None = None) -> Shown:
    """Ask the address once. Never raises for what the other side does; `own` are the program's disclosures."""
    try:
        answer = fetch(url, max_bytes=MOST_BYTES, timeout=SECONDS, headers={"User-Agent": "Tabard"}, door=door)
    except Invalid as refused:
        return Shown(url, why=refused.code)
    text = _seen(answer.content, answer.headers.get("content-type", ""))
    return Shown(answer.url, answer.status, told=told_in(text, own))


def _seen(content: bytes, content_type: str) -> str:
    named = _CHARSET.search(content_type)
    try:
        text = content.decode(named[1] if named else "utf-8", errors="replace")
    except (LookupError, UnicodeError):  # a name that is none, or one of a codec that is none for pages, as idna
        text = content.decode("utf-8", errors="replace")
    return unescape(" ".join(_between_tags(text)))


def _between_tags(text: str) -> Iterator[str]:
    """What a reader would see of a page, roughly, in one pass however hostile it is: enough to look for words."""
    position = 0
    while (start := text.find("<", position)) >= 0:
        yield text[position:start]
        if text.startswith("<!--", start):
            end = text.find("-->", start)
        elif unseen := _UNSEEN.match(text, start):
            closing = _ENDS.search(text, unseen.end())
            end = closing.start() - 1 if closing else -1
        else:
            end = text.find(">", start)
        if end < 0:
            return
        position = end + 1
    yield text[position:]
