"""What a message says, made safe and looked at; and what the record is told about it."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from cms.models import Message
from cms.screening import Draft, Hit, screened
from sitewide.errors import Invalid
from sitewide.text import clean_rich, from_plain, one_line, to_plain

MOST_IN_A_COMMENT = 4_000
MOST_IN_A_TITLE = 140
_BLOCK = re.compile(r"<(?:p|ul|ol|blockquote|pre|h3|h4)>")


@dataclass(frozen=True, slots=True)
class Wording:
    """`title` is one line, `body` sanitised HTML, `text` what a reader sees of both."""

    title: str
    body: str
    text: str


def worded(kind: str, title: str, body: str) -> Wording:
    """The safe form. Refuses `no_title` (a post), `empty`, and what the sanitising policy refuses."""
    clean = from_plain(body, MOST_IN_A_COMMENT) if kind == Message.Kind.COMMENT else _rich(body)
    seen = to_plain(clean)
    if not seen.strip():
        raise Invalid(_("Write something first."), code="empty")
    if kind != Message.Kind.POST:
        return Wording("", clean, seen)
    line = one_line(title, MOST_IN_A_TITLE)
    if not line:
        raise Invalid(_("A post needs a title."), code="no_title")
    return Wording(line, clean, f"{line}\n{seen}")


def _rich(body: str) -> str:
    """Words outside every paragraph become one."""
    clean = clean_rich(body)
    return clean if _BLOCK.search(clean) else clean_rich(f"<p>{clean}</p>")


def hits_in(
    wording: Wording, *, program: Program, page_id: int, author: User, kind: str, at: datetime,
    message_id: int | None, language: str,
) -> list[Hit]:  # fmt: skip
    """What the registered screens find."""
    draft = Draft(program, page_id, author, kind, wording.title, wording.body, wording.text, at, message_id, language)
    return screened(draft)


def hold_reason(probation: bool, hits: Iterable[Hit], *, breaker: bool = False) -> str:
    """Why the message waits; empty if it does not."""
    if breaker:
        return "breaker"
    if probation:
        return "probation"
    return "rule" if any(hit.holds for hit in hits) else ""


def told(message: Message, hits: Iterable[Hit] = (), **more: Any) -> dict[str, Any]:
    """The data of every entry about a message: enough for a consumer to need no more."""
    about = {
        "kind": message.kind,
        "page_id": message.page_id,
        "author_id": message.author_id,
        "answers_id": message.answers_id,
        "hits": [[hit.rule_id, hit.detail] for hit in hits],
    }
    if message.is_delegated:
        about["text"] = text_digest(message)
    return about | more


def text_digest(message: Message) -> str:
    """What ties the entry to the words: only for what is said for the brand, which its author says in the open."""
    return hashlib.sha256(message.sealed_text.encode()).hexdigest()
