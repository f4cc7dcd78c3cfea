"""A message as the console shows it: its form kept, every character seen, what a rule found marked, no link to follow.

Made anew from what a parser reads, so that it is inert whatever was stored: only the elements named here come out,
without attributes but our own classes, and every text goes through `sitewide.revealing`.
"""

from collections.abc import Iterable
from html.parser import HTMLParser
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sitewide.revealing import reveal
from sitewide.text import to_plain

_KEPT = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre"}
_NAMED = {"h3": "p", "h4": "p", "b": "strong", "i": "em"}
"""Headings of a message are none of the page it is shown on."""


class Found(NamedTuple):
    """What a rule found in the plain text of a message, and the name of the rule."""

    start: int
    end: int
    rule: str


def text_of(title: str, body: str) -> str:
    """The plain text of a message, as the places of `Found` count it."""
    return f"{title}\n{to_plain(body)}".strip()


def title_shown(title: str, found: Iterable[Found] = ()) -> SafeString:
    """A title in one line."""
    return _marked(title, _owners(title, found), 0)


def body_shown(title: str, body: str, found: Iterable[Found] = ()) -> SafeString:
    """The body. A link is its words with its number, as `moderation.links` counts."""
    writer = _Writer(_owners(text_of(title, body), found), skip=len("".join(title.split())))
    try:
        writer.feed(body)
        return writer.written()
    except AssertionError:  # how html.parser refuses a broken declaration, which nothing that was cleaned holds
        return format_html("<p>{}</p>", reveal(body))


def _owners(text: str, found: Iterable[Found]) -> dict[int, str]:
    """The rule at each character a rule found. Characters are counted without blanks, which HTML and text set apart."""
    places = list(found)
    if not places:
        return {}
    names: dict[int, str] = {}
    for one in places:
        names |= dict.fromkeys(range(max(one.start, 0), min(one.end, len(text))), one.rule)
    owners, seen = {}, 0
    for place, char in enumerate(text):
        if not char.isspace():
            if place in names:
                owners[seen] = names[place]
            seen += 1
    return owners


def _marked(text: str, owners: dict[int, str], seen: int) -> SafeString:
    """The text revealed, with a `mark` about what belongs to a rule; `seen` characters came before it."""
    if not owners:
        return reveal(text)
    parts, start, owner = [], 0, ""
    for place, char in enumerate(text):
        now = owner if char.isspace() else owners.get(seen, "")
        if now != owner:
            parts.append(_by_rule(text[start:place], owner))
            start, owner = place, now
        seen += not char.isspace()
    return mark_safe("".join([*parts, _by_rule(text[start:], owner)]))  # noqa: S308 - of `reveal` and `format_html`


def _by_rule(text: str, rule: str) -> SafeString:
    if not rule:
        return reveal(text)
    kept = text.rstrip()
    return format_html('<mark title="{}">{}</mark>{}', rule, reveal(kept), text[len(kept) :])


class _Writer(HTMLParser):
    """Writes the HTML anew, in balance, from what it understands; what it does not understand becomes text."""

    def __init__(self, owners: dict[int, str], skip: int) -> None:
        super().__init__(convert_charrefs=True)
        self.owners, self.seen = owners, skip
        self.parts: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.links = 0

    def written(self) -> SafeString:
        """All of it, once it is read to its end."""
        self.close()
        while self.open:
            self._shut()
        return mark_safe("".join(self.parts))  # noqa: S308 - elements from `_KEPT`, text from `reveal`

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        name = _NAMED.get(tag, tag)
        if tag == "br":
            self.parts.append("<br>")
        elif name in _KEPT:
            self.parts.append(f'<{name} class="case-heading">' if tag in {"h3", "h4"} else f"<{name}>")
            self.open.append((tag, f"</{name}>"))
        elif tag == "a" and dict(attrs).get("href") is not None:
            self.links += 1
            self.parts.append('<span class="case-link">')
            self.open.append((tag, f'</span><sup class="case-link-number">[{self.links}]</sup>'))
        else:
            self.parts.append(reveal(self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        if any(name == tag for name, _end in self.open):
            while self._shut() != tag:
                pass
        elif tag != "br":
            self.parts.append(reveal(f"</{tag}>"))

    def handle_data(self, data: str) -> None:
        self.parts.append(_marked(data, self.owners, self.seen))
        self.seen += len("".join(data.split()))

    def handle_comment(self, data: str) -> None:
        self.parts.append(reveal(f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self.parts.append(reveal(f"<!{decl}>"))

    def unknown_decl(self, data: str) -> None:
        self.parts.append(reveal(f"<![{data}]>"))

    def handle_pi(self, data: str) -> None:
        self.parts.append(reveal(f"<?{data}>"))

    def _shut(self) -> str:
        tag, end = self.open.pop()
        self.parts.append(end)
        return tag
