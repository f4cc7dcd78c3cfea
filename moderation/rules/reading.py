"""A message as rules read it: each form of it is made once, and only where a rule asks for it."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import NamedTuple, Protocol

from cms.breaker import sketch_of
from moderation.rules.sites import linked_sites, named_sites
from moderation.words import Levelled, levelled_text
from sitewide.text import to_plain

_SKETCHES: dict[bytes, bytes] = {}
MOST_SKETCHES = 8_192


class Said(NamedTuple):
    """What was said before: by whom, when, and its sketch, or the text as it is stored where no sketch was kept."""

    message_id: int
    author_id: int
    at: datetime
    body: str
    kept: bytes | None = None

    @property
    def sketch(self) -> bytes:
        return self.kept or sketch_of_body(self.body)


class Around(Protocol):
    """What was said in the program before a message, newest first; asked for only where a rule needs it."""

    def own(self) -> Sequence[Said]:
        """The author's own, at most `OWN`."""

    def others(self) -> Sequence[Said]:
        """Of other people within the last day, at most `OTHERS`; also what was hidden or removed since."""


class Reading:
    """One message. `text` is what a reader sees of title and body, `language` that of its page."""

    def __init__(
        self,
        *,
        author_id: int,
        joined: datetime,
        kind: str,
        body: str,
        text: str,
        language: str,
        at: datetime,
        around: Around,
    ) -> None:
        self.author_id, self.joined, self.kind, self.language, self.at = author_id, joined, kind, language, at
        self.body, self.text, self.around = body, text, around

    @cached_property
    def levelled(self) -> Levelled:
        return levelled_text(self.text)

    @cached_property
    def links(self) -> tuple[str, ...]:
        return linked_sites(self.body, self.text)

    @cached_property
    def sites(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.links, *named_sites(self.text))))

    @cached_property
    def sketch(self) -> bytes:
        return sketch_of(self.text)


def sketch_of_body(body: str) -> bytes:
    """The sketch of a stored text; kept for as long as it is among the last thousands."""
    key = blake2b(body.encode(), digest_size=16).digest()
    found = _SKETCHES.get(key)
    if found is None:
        if len(_SKETCHES) >= MOST_SKETCHES:
            _SKETCHES.clear()
        found = _SKETCHES[key] = sketch_of(to_plain(body))
    return found
