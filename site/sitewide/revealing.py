"""Text for people who must see all of it: what hides, reorders, piles up or imitates is marked and named.

A mark is a `span.revealed`: its words are a short label (or, for what imitates a letter, the letter itself), its title
the code and the Unicode name, and `data-codes` every character that it stands for, so that nothing is lost.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy
from django_stubs_ext import StrOrPromise

from sitewide.characters import deceives, is_hidden, looks_like, script_of

KINDS: dict[str, StrOrPromise] = {
    "hidden": gettext_lazy("nobody sees it"),
    "order": gettext_lazy("changes the order in which the text around it is read"),
    "space": gettext_lazy("a space that is no ordinary one"),
    "tag": gettext_lazy("a message that nobody sees, for machines"),
    "pile": gettext_lazy("signs piled on one letter, here taken off it"),
    "lone": gettext_lazy("a sign that belongs on a letter, without one"),
    "lure": gettext_lazy("a letter of another script than its word"),
}
MOST_SIGNS = 4
"""Signs on one letter that are shown on it; no living script needs more."""
LABELS = {
    "\r": "CR", "\x85": "NEL", "\xa0": "NBSP", "\xad": "SHY", "\u034f": "CGJ", "\u061c": "ALM",
    "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ", "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LSEP",
    "\u2029": "PSEP", "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u202f": "NNBSP", "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\u3000": "IDSP", "\ufeff": "BOM", "\ufffc": "OBJ",
}  # fmt: skip
_ORDER = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINERS = frozenset("\u200c\u200d")
_BLANK = frozenset("\u2800\U0001d159")
_UNNAMED = {"Cc": "CONTROL CHARACTER", "Cs": "SURROGATE", "Co": "PRIVATE USE", "Cn": "NOT A CHARACTER"}


def _ranges(chars: Iterator[str]) -> str:
    """The characters as ranges of a class: thousands of single ones make matching ten times slower."""
    runs = groupby(enumerate(map(ord, chars)), key=lambda pair: pair[1] - pair[0])
    codes = [[code for _place, code in run] for _key, run in runs]
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in codes)


_VARIANTS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_SIGNS = _ranges(
    char
    for char in map(chr, range(0x300, 0x1F000))
    if unicodedata.category(char) in {"Mn", "Me"} and not ("\ufe00" <= char <= "\ufe0f" or is_hidden(char))
)
_TAGS = "\U000e0000-\U000e007f"
_TOKENS = re.compile(
    f"(?P<tags>[{_TAGS}]+)|(?P<signs>[{_SIGNS}]+)|(?P<variants>[{_VARIANTS}]+)|(?P<one>.)(?P=one)*", re.DOTALL
)
_PLAIN = re.compile(r"[ -~\n]*")
_FLAG = re.compile("[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f")
_BETWEEN_WORDS = re.compile(r"(\W+)")


class Mark(NamedTuple):
    """`chars` of the text, shown as `label`. `kind` is a key of `KINDS`; `name` says what it is, with its code."""

    kind: str
    chars: str
    label: str
    name: str


class Remark(NamedTuple):
    """One kind of mark in a text, how often it stands there, and what it does to a reader, in words."""

    mark: Mark
    times: int
    effect: str


def reveal(text: str) -> SafeString:
    """The text as escaped HTML, with its marks."""
    if _PLAIN.fullmatch(text):
        return mark_safe(escape(text))  # noqa: S308 - escaped
    return mark_safe("".join(_html(piece) for piece in pieces(text)))  # noqa: S308 - every part is escaped


def remarks(*texts: str) -> list[Remark]:
    """What the marks in these texts are, each once, in the order of their coming."""
    marks = [piece for text in texts if not _PLAIN.fullmatch(text) for piece in pieces(text) if isinstance(piece, Mark)]
    counted = Counter((mark.kind, mark.name) for mark in marks)
    first = {(mark.kind, mark.name): mark for mark in reversed(marks)}
    return [Remark(first[key], number, _effect(first[key])) for key, number in counted.items()]


def pieces(text: str) -> Iterator[str | Mark]:
    """The text in its order: what stands for itself, and what needs a mark. Nothing of it is left out."""
    lures, before = _lures(text), ""
    for token in _TOKENS.finditer(text):
        chars = token[0]
        if token["tags"]:
            found = _tags(chars, before)
        elif token["signs"]:
            found = _signs(chars, before)
        elif token["variants"]:
            found = _variants(chars, before)
        elif token.start() in lures:
            found = iter([Mark("lure", char, char, _named(char)) for char in chars])
        else:
            found = _run(chars, before, text[token.end() : token.end() + 1])
        for piece in found:
            yield piece
            before = piece[-1] if isinstance(piece, str) else piece.label if piece.kind == "lure" else ""


def _run(chars: str, before: str, behind: str) -> Iterator[str | Mark]:
    """One character, or the same one several times in a row."""
    char = chars[0]
    if not _unseen(char) or (char in _JOINERS and len(chars) == 1 and _joins(before, behind)):
        yield chars
        return
    category = unicodedata.category(char)
    kind = "order" if char in _ORDER else "space" if category == "Zs" else "hidden"
    times = f" ×{len(chars)}" if len(chars) > 1 else ""
    yield Mark(kind, chars, f"{LABELS.get(char, _code(char))}{times}", _named(char))


def _tags(chars: str, before: str) -> Iterator[str | Mark]:
    """Tag characters behind a black flag make the flag of a region; anywhere else they spell words that nobody sees."""
    flag = _FLAG.match(chars) if before == "\U0001f3f4" else None
    if flag:
        yield flag[0]
    if rest := chars[flag.end() if flag else 0 :]:
        said = "".join(chr(ord(char) - 0xE0000) for char in rest if "\U000e0020" <= char <= "\U000e007e")
        yield Mark("tag", rest, f"TAG “{said}”", f"{_code(rest[0])} {gettext('tag characters')}")


def _signs(chars: str, before: str) -> Iterator[str | Mark]:
    """Accents, points, vowel signs: a few stay on their letter; more, and those without a letter, stand beside it."""
    alone = before in {"", " ", "\n", "\t"}
    shown, piled = ("", chars) if alone else (chars[:MOST_SIGNS], chars[MOST_SIGNS:])
    if shown:
        yield shown
    if alone and len(chars) <= MOST_SIGNS:
        yield from (Mark("lone", char, f"\N{DOTTED CIRCLE}{char}", _named(char)) for char in chars)
    elif piled:
        yield Mark("pile", piled, f"+{len(piled)}", f"{_named(piled[0])} …" if len(piled) > 1 else _named(piled))


def _variants(chars: str, before: str) -> Iterator[str | Mark]:
    """One selector behind a symbol or an ideograph chooses its form; others carry something else."""
    needed = len(chars) == 1 and bool(before) and (before in "#*0123456789" or before > "\u00a8")
    if needed:
        yield chars
        return
    times = f" ×{len(chars)}" if len(chars) > 1 else ""
    yield Mark("hidden", chars, f"VS{times}", _named(chars[0]))


@lru_cache(maxsize=4096)
def _unseen(char: str) -> bool:
    return is_hidden(char) or char in _BLANK or unicodedata.category(char) == "Cn"


def _joins(before: str, behind: str) -> bool:
    """Whether scripts or emoji need a joiner between these."""
    return before > "\u0590" and before not in _JOINERS and not (behind and (behind < "\u0590" or _unseen(behind)))


def _lures(text: str) -> frozenset[int]:
    """Where letters stand that a reader takes for others: in words that mix scripts, or are made of nothing else."""
    found, start = set(), 0
    for word in _BETWEEN_WORDS.split(text):
        if not word.isascii():
            odd = _odd_in(word)
            found |= {start + place for place, char in enumerate(word) if char in odd}
        start += len(word)
    return frozenset(found)


def _odd_in(word: str) -> set[str]:
    letters = {char for char in word if char.isalpha()}
    lures = {char for char in word if deceives(char)}
    scripts = Counter(script for char in word if (script := script_of(char)))
    mixed = len(scripts) > 1
    strangers = {char for char in letters if mixed and script_of(char) not in {"", scripts.most_common(1)[0][0]}}
    posing = bool(letters) and (letters <= lures or mixed or any(map(str.isascii, letters)))
    return strangers | (lures if posing else set())


def _effect(mark: Mark) -> str:
    seems = looks_like(mark.chars) if mark.kind == "lure" else ""
    return gettext("looks like “%(letter)s”") % {"letter": seems} if seems else str(KINDS[mark.kind])


def _named(char: str) -> str:
    return f"{_code(char)} {unicodedata.name(char, _UNNAMED.get(unicodedata.category(char), 'WITHOUT A NAME'))}"


def _code(char: str) -> str:
    return f"U+{ord(char):04X}"


def _html(piece: str | Mark) -> str:
    if isinstance(piece, str):
        return escape(piece)
    codes = " ".join(f"{ord(char):X}" for char in piece.chars)
    look = f"revealed revealed-{piece.kind}"
    return f'<span class="{look}" title="{escape(piece.name)}" data-codes="{codes}">{escape(piece.label)}</span>'
