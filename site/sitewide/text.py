"""The one policy for what people write: what is kept, what is dropped, and how it is read back. Applied before storing.

The way of a text: its length is checked before anything costly, nh3 parses it as a browser does and keeps the allowed
elements, what hides or reorders characters goes, bleach turns addresses into links, and nh3 is the last gate. bleach is
without maintenance and quadratic (6 s on a hostile 60 kB), so it only sees single words that hold an address, no more
than ``_LINKED_WORDS`` of them with ``_LINKED_CHARACTERS`` together (50 ms at worst), and never has the last word.
"""

import re
import threading
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
from bleach.linkifier import Linker
from django.utils.translation import gettext_lazy as _

from sitewide.characters import settled
from sitewide.errors import Invalid

MAX_MESSAGE = 20_000
"""Characters a reader sees in the longest message."""
MAX_SOURCE = 60_000
"""Characters of HTML, tags and links included, that are looked at and stored at all."""
MAX_TAGS = 2_500
"""Tags in it: parsers are quadratic in the depth of lists and multiply misnested formatting."""
TAGS = frozenset({"p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4"})
OUTWARD_REL = "nofollow ugc noopener"

_LINKED_WORDS, _LINKED_WORD, _LINKED_CHARACTERS = 50, 400, 4_000
_PIECES = re.compile(r"<(/?)(\w+)[^<>]*>|[^<]+")
_TAG = re.compile(r"<[^<>]*>")
_WORDS = re.compile(r"[^\s<>]+")
_ADDRESS = re.compile(r"://|\w[.@][^\W_A-Z]")
_AFTER_ADDRESS = re.compile(r"""(?:&(?:gt|lt|amp|quot|#39);|[.,:;!?'"*_…»”’])+$""")
_BLOCK_ENDS = re.compile(r"</(?:p|ul|ol|blockquote|pre|h[1-6]|div|table)\s*>", re.IGNORECASE)
_LINE_BREAKS = re.compile(r"<br\s*/?>|</(?:li|tr)\s*>", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n\s*")
_PARAGRAPHS = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_OUTWARD = re.compile(r'<a href="(?=https?:)', re.IGNORECASE)
_RENAMED = (("<b>", "<strong>"), ("</b>", "</strong>"), ("<i>", "<em>"), ("</i>", "</em>"))
_EMPTY_LINK = re.compile(r'<a(?: rel="[^"]*")?>')
_SURROGATES = re.compile("[\ud800-\udfff]+")
_URL_NOISE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")


def clean_rich(html: str, max_length: int = MAX_MESSAGE) -> str:
    """The safe form of HTML from an editor, to be stored and shown as it is.

    `max_length` counts what a reader sees. Refuses `too_long` and `too_marked`. Cleaning what is clean changes nothing.
    """
    _refuse_overgrown(html)
    inner = _tidied(_first_gate.clean(_SURROGATES.sub("", html)))
    _refuse_overgrown(inner)
    if len(inner) > max_length:
        _refuse_longer(to_plain(inner), max_length)
    return _finish(inner)


def from_plain(text: str, max_length: int = MAX_MESSAGE) -> str:
    """The safe HTML of a text typed without markup: paragraphs, line breaks, links. Refuses `too_long`."""
    _refuse_longer(text, max_length)
    parts = _PARAGRAPHS.split(escape(settled(text), quote=False).strip())
    return _finish("".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts if part))


def to_plain(html: str) -> str:
    """What a reader sees, without markup: for mail, search and comparison. Not escaped: never a piece of HTML."""
    lines = _BLOCK_ENDS.sub("\n\n", _LINE_BREAKS.sub("\n", html))
    text = unescape(_TAG.sub("", lines))
    return _BLANK_LINES.sub("\n\n", text.replace("\xa0", " ")).strip()


def excerpt(html: str, length: int) -> str:
    """The first words of a message in one line of plain text, at most `length` characters with the ellipsis."""
    text = " ".join(to_plain(html).split())
    if len(text) <= length:
        return text
    cut = text[:length]
    head = cut.rsplit(" ", 1)[0] if " " in cut[length // 2 :] else cut[:-1]
    return settled(head).rstrip(" ,;:-–\u200d\ufe0f") + "…"


def one_line(text: str, max_length: int) -> str:
    """A title or a name: settled, blanks folded, in one line. Refuses `too_long`."""
    line = " ".join(settled(text).split())
    _refuse_longer(line, max_length)
    return line


def links_in(html: str) -> list[tuple[str, str]]:
    """Every link as what a reader sees and where it really goes, in order."""
    reader = _LinkReader()
    reader.feed(html)
    reader.close()
    return [("".join(words).strip(), target) for words, target in reader.links]


def _refuse_longer(text: str, limit: int) -> None:
    if len(text) > limit:
        raise Invalid(
            _("This text is too long: %(length)d characters, and %(limit)d are allowed.")
            % {"length": len(text), "limit": limit},
            code="too_long",
        )


def _refuse_overgrown(html: str) -> None:
    _refuse_longer(html, MAX_SOURCE)
    if html.count("<") > MAX_TAGS:
        raise Invalid(_("This text holds too much formatting. Please simplify it."), code="too_marked")


def _finish(html: str) -> str:
    linked = _with_links(html) if _ADDRESS.search(html) else html
    passed = _last_gate.clean(_OUTWARD.sub(f'<a rel="{OUTWARD_REL}" href="', _settled_between(linked)))
    return _last_gate.clean(_without_empty_links(passed)) if _EMPTY_LINK.search(passed) else passed


def _tidied(html: str) -> str:
    """Characters that were hidden in entities go as well, and elements get the names of the policy."""
    for old, new in _RENAMED:
        html = html.replace(old, new)
    html = _settled_between(_without_empty_links(html).replace("&nbsp;", "\xa0"))
    return re.sub(r"<pre>\n+", "<pre>", html)


def _without_empty_links(html: str) -> str:
    """Links that lost their target, unwrapped."""
    if not _EMPTY_LINK.search(html):
        return html
    kept: list[str] = []
    empty: list[bool] = []
    for piece in _PIECES.finditer(html):
        if piece[2] == "a" and not piece[1]:
            empty.append(bool(_EMPTY_LINK.match(piece[0])))
        unwrapped = piece[2] == "a" and (empty.pop() if piece[1] else empty[-1])
        kept.append("" if unwrapped else piece[0])
    return "".join(kept)


def _settled_between(html: str) -> str:
    """Each text between tags settled by itself: NFC across a tag would make one character of its end and a U+0338."""
    if html.isascii() and html.isprintable():
        return html
    return _PIECES.sub(lambda piece: piece[0] if piece[2] else settled(piece[0]), html)


def _with_links(html: str) -> str:
    """Turns addresses in text into links, but not inside links and code. `html` comes from nh3 or is escaped text."""
    made: list[str] = []
    words, characters, shut = _LINKED_WORDS, _LINKED_CHARACTERS, 0
    for piece in _PIECES.finditer(html):
        if tag := piece[2]:
            shut += (-1 if piece[1] else 1) * (tag in {"a", "code", "pre"})
            made.append(piece[0])
            continue
        end = piece.start()
        for word in () if shut else _WORDS.finditer(html, piece.start(), piece.end()):
            if words and len(word[0]) <= min(_LINKED_WORD, characters) and _ADDRESS.search(word[0]):
                words, characters = words - 1, characters - len(word[0])
                made += [html[end : word.start()], _linked(word[0])]
                end = word.end()
        made.append(html[end : piece.end()])
    return "".join(made)


def _linked(word: str) -> str:
    tail = _AFTER_ADDRESS.search(word)
    head = word[: tail.start()] if tail else word
    return f"{_linker().linkify(head)}{tail[0] if tail else ''}"


def _linker() -> Linker:
    """bleach's parser keeps state: one for each thread."""
    if not hasattr(_local, "linker"):
        _local.linker = Linker(callbacks=[], parse_email=True)
    linker: Linker = _local.linker
    return linker


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    """For nh3: what stays of an attribute."""
    return _safe_target(value) if attribute == "href" else value


def _safe_target(target: str) -> str | None:
    """Where a link may go: http and https with a plain host, mailto without headers, and paths of this site."""
    target = settled(_URL_NOISE.sub("", target).replace("<", "%3C").replace(">", "%3E"))
    if target.startswith("/"):
        return target if target[1:2] not in {"/", "\\"} else None
    if target[:7].lower() == "mailto:":
        address = target[7:].partition("?")[0]
        return f"mailto:{address}" if "@" in address else None
    try:
        parts = urlsplit(target)
        plain = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        return None
    return f"{parts.scheme}{target[len(parts.scheme) :]}" if plain and "\\" not in parts.netloc else None


class _LinkReader(HTMLParser):
    """Collects the words inside each link, and its target."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[list[str], str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if tag == "a" and target is not None:
            self.links.append(([], target))
        self.inside = target is not None if tag == "a" else self.inside

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.links[-1][0].append(data)


def _gate(tags: frozenset[str], rels: frozenset[str]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        attributes={"a": {"href"}, "*": set()},
        attribute_filter=_allowed,
        tag_attribute_values={"a": {"rel": set(rels)}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


_first_gate = _gate(TAGS | {"b", "i"}, frozenset())
_last_gate = _gate(TAGS, frozenset({OUTWARD_REL}))
_local = threading.local()
