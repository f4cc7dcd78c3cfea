"""Rich text without an editor: a few marks in plain text, to HTML and back. What HTML is safe is said elsewhere.

The whole of it: a blank line parts paragraphs; `**bold**`, `*slanted*`, `` `code` ``, `[words](https://address)`;
lines that begin with `- ` or `1. ` are a list, with `> ` a quote, with `## ` a heading. A backslash before a mark
shows the mark itself. HTML is shown as it was typed.
"""

import re
from html import escape, unescape
from html.parser import HTMLParser

from sitewide.characters import settled

_PARTS = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINES = (
    ("ul", re.compile(r"[-*] +(?=\S)")),
    ("ol", re.compile(r"\d{1,3}[.)] +(?=\S)")),
    ("blockquote", re.compile(r"> ?")),
    ("h3", re.compile(r"## +(?=\S)")),
)
_MARKS = re.compile(
    r"\\(?P<shown>[\\`*\[\]()#>.\-])"
    r"|`(?P<code>[^`\n]+)`"
    r"|\[(?P<words>(?=\S)[^\[\]\n]{1,300})\]\((?P<target>[^\s()<>]{1,600})\)"
    r"|\*\*(?P<bold>(?=\S)(?:[^*\n]|\*(?!\*)){1,600}?(?<=\S))\*\*"
    r"|(?<![\w*])\*(?P<slanted>(?=[^\s*])[^*\n]{1,600}?(?<=\S))\*(?![\w*])"
)
_NEEDS_BACKSLASH = re.compile(r"([\\`*\[\]])")
_AT_LINE_START = re.compile(r"^(?=[-*>] |## |>)|^(\d{1,3})(?=[.)] )", re.MULTILINE)
MOST_LINES = 1_000


def to_html(text: str) -> str:
    """The marked text as HTML with nothing but escaped text and the elements of the marks; still to be sanitised."""
    parts = _PARTS.split(settled(text).strip())
    return "".join(_part(part) for part in parts[:MOST_LINES] if part.strip())


def _part(part: str) -> str:
    made: list[str] = []
    for kind, lines in _runs(part.strip().split("\n")):
        inner = [_inline(line) for line in lines]
        if kind in {"ul", "ol"}:
            made.append(f"<{kind}>{''.join(f'<li>{line}</li>' for line in inner)}</{kind}>")
        elif kind == "blockquote":
            made.append(f"<blockquote><p>{'<br>'.join(inner)}</p></blockquote>")
        else:
            made += [f"<h3>{line}</h3>" for line in inner] if kind == "h3" else [f"<p>{'<br>'.join(inner)}</p>"]
    return "".join(made)


def _runs(lines: list[str]) -> list[tuple[str, list[str]]]:
    """Neighbouring lines of one kind together, without what marks the kind."""
    runs: list[tuple[str, list[str]]] = []
    for line in lines:
        kind, rest = _kind(line.strip())
        if runs and runs[-1][0] == kind:
            runs[-1][1].append(rest)
        else:
            runs.append((kind, [rest]))
    return runs


def _kind(line: str) -> tuple[str, str]:
    for kind, mark in _LINES:
        if found := mark.match(line):
            return kind, line[found.end() :]
    return "p", line


def _inline(line: str) -> str:
    made: list[str] = []
    end = 0
    for found in _MARKS.finditer(line):
        made += [escape(line[end : found.start()], quote=False), _marked(found)]
        end = found.end()
    return "".join(made) + escape(line[end:], quote=False)


def _marked(found: re.Match[str]) -> str:
    if found["shown"]:
        return escape(found["shown"], quote=False)
    if found["code"]:
        return f"<code>{escape(found['code'], quote=False)}</code>"
    if found["words"]:
        return f'<a href="{escape(found["target"])}">{_inline(found["words"].strip())}</a>'
    if found["bold"]:
        return f"<strong>{_inline(found['bold'])}</strong>"
    return f"<em>{_inline(found['slanted'])}</em>"


def from_html(html: str) -> str:
    """Stored HTML as marked text, for editing again."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.made)).strip()


class _Reader(HTMLParser):
    """Writes marks for the elements of the sanitising policy."""

    AROUND = {"strong": "**", "em": "*", "code": "`"}

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.made: list[str] = []
        self.lists: list[list[int]] = []
        self.targets: list[str] = []
        self.quoted = 0
        self.verbatim = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.AROUND:
            self.made.append(self.AROUND[tag])
            self.verbatim += tag == "code"
        elif tag == "a":
            self.targets.append(dict(attrs).get("href") or "")
            self.made.append("[")
        elif tag == "br":
            self.made.append("\n" + "> " * bool(self.quoted))
        else:
            self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag in {"ul", "ol"}:
            self.lists.append([0, int(tag == "ol")])
        elif tag == "li" and self.lists:
            self.lists[-1][0] += 1
            self.made.append(f"\n{self.lists[-1][0]}. " if self.lists[-1][1] else "\n- ")
        elif tag == "blockquote":
            self.quoted += 1
        elif tag in {"h3", "h4"}:
            self.made.append("\n\n## ")
        elif tag in {"p", "pre"} and not self.lists:
            self.made.append("\n\n" + "> " * bool(self.quoted))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.AROUND:
            self.made.append(self.AROUND[tag])
            self.verbatim -= tag == "code"
        elif tag == "a":
            self.made.append(f"]({self.targets.pop()})" if self.targets else "")
        elif tag in {"ul", "ol"} and self.lists:
            self.lists.pop()
            self.made.append("\n\n")
        elif tag == "blockquote":
            self.quoted -= 1
        elif tag in {"p", "pre", "h3", "h4"}:
            self.made.append("" if self.lists else "\n\n")

    def handle_data(self, data: str) -> None:
        if self.verbatim:
            self.made.append(data)
            return
        escaped = _NEEDS_BACKSLASH.sub(r"\\\1", data)
        fresh = not self.made or self.made[-1].endswith(("\n", "> ", "- ", "## ", ". "))
        self.made.append(_AT_LINE_START.sub(_shielded, escaped) if fresh else escaped)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_data(unescape(f"&#{name};"))


def _shielded(found: re.Match[str]) -> str:
    return f"{found[1]}\\" if found[1] else "\\"
