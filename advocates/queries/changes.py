"""What changed between two wordings of a policy, clause by clause and word by word, for people to read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from advocates.models import Wording
from advocates.models.policy import in_order

SAME, ADDED, REMOVED, CHANGED = "same", "added", "removed", "changed"
WORDS = re.compile(r"\w+|[^\w\s]|\s+")
ALIKE = 0.4
"""Paragraphs that share fewer of their words are shown as one removed and one added."""
MOST_WORDS, MOST_PARAGRAPHS = 1_200, 1_000
"""Longer paragraphs, and more of them, are compared as wholes: comparing them in parts would take too long."""
Clause = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row that stayed, came or went."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The introduction (without a code) or one clause. A clause is the same one by its title, else by its number."""

    kind: str
    code: str
    heading: tuple[Piece, ...]
    paragraphs: tuple[Paragraph, ...]


@lru_cache(maxsize=64)
def changes(before: Wording, after: Wording) -> tuple[Section, ...]:
    """Every section in the order of the new text, also those that stayed; removed ones where they stood."""
    introduction = tuple(_paragraphs(before.text, after.text))
    pairs = _paired(before.clauses, after.clauses)
    return (Section(_kind(introduction), "", (), introduction), *(_section(old, new) for old, new in pairs))


def compared(before: str, after: str) -> tuple[Paragraph, ...]:
    """Two plain texts, paragraph by paragraph in the order of the new one; removed ones where they stood."""
    return tuple(_paragraphs(before, after))


def _paired(before: Sequence[Clause], after: Sequence[Clause]) -> list[tuple[Clause | None, Clause | None]]:
    left = dict(enumerate(before))
    partners: dict[int, Clause] = {}
    for same in (_same_title, _same_code):
        for number, new in enumerate(after):
            found = next((key for key, old in left.items() if same(old, new)), None)
            if number not in partners and found is not None:
                partners[number] = left.pop(found)
    pairs: list[tuple[Clause | None, Clause | None]] = [(partners.get(n), new) for n, new in enumerate(after)]
    pairs += [(old, None) for old in left.values()]
    return sorted(pairs, key=lambda pair: (in_order((pair[1] or pair[0] or ("", "", ""))[0]), pair[1] is None))


def _same_title(old: Clause, new: Clause) -> bool:
    return old[1].casefold() == new[1].casefold()


def _same_code(old: Clause, new: Clause) -> bool:
    return old[0] == new[0]


def _section(old: Clause | None, new: Clause | None) -> Section:
    if old is None or new is None:
        code, title, body = new or old or ("", "", "")
        kind = ADDED if old is None else REMOVED
        paragraphs = tuple(Paragraph(kind, (Piece(kind, text),)) for text in _split(body))
        return Section(kind, code, (Piece(kind, f"{code} {title}"),), paragraphs)
    heading = tuple(_words(f"{old[0]} {old[1]}", f"{new[0]} {new[1]}"))
    paragraphs = tuple(_paragraphs(old[2], new[2]))
    kind = CHANGED if any(piece.kind != SAME for piece in heading) else _kind(paragraphs)
    return Section(kind, new[0], heading, paragraphs)


def _kind(paragraphs: Sequence[Paragraph]) -> str:
    return SAME if all(paragraph.kind == SAME for paragraph in paragraphs) else CHANGED


def _paragraphs(before: str, after: str) -> Iterator[Paragraph]:
    old, new = _split(before), _split(after)
    if max(len(old), len(new)) > MOST_PARAGRAPHS:
        old, new = [before], [after]
    for what, i, end_i, j, end_j in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Paragraph(SAME, (Piece(SAME, text),)) for text in new[j:end_j])
            continue
        both = min(end_i - i, end_j - j)
        for step in range(both):
            yield from _replaced(old[i + step], new[j + step])
        yield from (Paragraph(REMOVED, (Piece(REMOVED, text),)) for text in old[i + both : end_i])
        yield from (Paragraph(ADDED, (Piece(ADDED, text),)) for text in new[j + both : end_j])


def _replaced(old: str, new: str) -> Iterator[Paragraph]:
    pieces = tuple(_words(old, new))
    stayed = sum(len(piece.words) for piece in pieces if piece.kind == SAME)
    if stayed >= ALIKE * min(len(old), len(new)):
        yield Paragraph(CHANGED, pieces)
        return
    yield Paragraph(REMOVED, (Piece(REMOVED, old),))
    yield Paragraph(ADDED, (Piece(ADDED, new),))


def _words(before: str, after: str) -> Iterator[Piece]:
    """Word by word; what goes stands before what comes in its place."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = [before], [after]
    gone, came = "", ""
    for what, i, end_i, j, end_j in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        words = "".join(new[j:end_j])
        if what == "equal" and (words.strip() or not (gone or came)):
            yield from _changed(gone, came)
            yield Piece(SAME, words)
            gone, came = "", ""
            continue
        gone, came = gone + "".join(old[i:end_i]), came + words
    yield from _changed(gone, came)


def _changed(gone: str, came: str) -> Iterator[Piece]:
    """What went and what came in its place; a space that both have at the end stays."""
    stays = (
        gone[len(gone.rstrip()) :] if gone and came and gone[len(gone.rstrip()) :] == came[len(came.rstrip()) :] else ""
    )
    gone, came = gone.removesuffix(stays), came.removesuffix(stays)
    yield from (Piece(kind, words) for kind, words in ((REMOVED, gone), (ADDED, came), (SAME, stays)) if words)


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
