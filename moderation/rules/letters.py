"""Words whose letters deceive, and words that shout."""

import re

from sitewide.characters import deceives

Span = tuple[int, int]
FEWEST_LETTERS = 3
MOST_FOUND = 20
_WORD = re.compile(r"[^\W\d_]{3,60}")


def mixed_words(text: str) -> list[tuple[str, Span]]:
    """Words of plain letters with others among them that a reader takes for plain ones: `pаypal` with a Cyrillic `а`."""
    if text.isascii():
        return []
    words = (match for match in _WORD.finditer(text) if not match.group().isascii())
    return [(match.group(), match.span()) for match in words if _mixed(match.group())][:MOST_FOUND]


def shouted(text: str, *, percent: int, letters: int) -> bool:
    """Whether at least so many percent of the letters are capitals, of at least so many letters."""
    capitals = sum(map(str.isupper, text))
    cased = capitals + sum(map(str.islower, text)) if capitals * 100 >= percent * letters else 0
    return cased >= letters and capitals * 100 >= percent * cased


def drawn_out(text: str, length: int) -> list[tuple[str, Span]]:
    """Where one mark or letter stands at least so many times in a row: `!!!!!!!!!!!!`, `sooooooooooooo`."""
    pattern = re.compile(rf"(\S)\1{{{length - 1},}}")
    return [(match.group()[:8], match.span()) for match in pattern.finditer(text)][:MOST_FOUND]


def _mixed(word: str) -> bool:
    return any(char.isascii() for char in word) and any(deceives(char) for char in word)
