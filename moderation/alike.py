"""Texts that say nearly the same: marks by which candidates are found, and the comparison that decides."""

import re
from zlib import crc32

from rapidfuzz import fuzz

from cms.breaker import sketch_of
from cms.models import Message
from sitewide.characters import folded
from sitewide.text import to_plain

FEWEST_WORDS = 6
"""Shorter texts mean what they answer: they are never decided together."""
MOST_LETTERS = 5_000
BAND = 4
"""Bytes of the sketch in one mark. Of two texts of which nine tenths are alike, practically all share one of the eight
marks (1 - (1 - 0.9^4)^8 > 0.999); of seven tenths, nine in ten."""
_WORD = re.compile(r"\w+")


def text_of(message: Message) -> str:
    """The words of a message, whatever their case, accents, marks and blanks: for comparing, never for showing."""
    return " ".join(_WORD.findall(folded(f"{message.title} {to_plain(message.body)}"[:MOST_LETTERS]).casefold()))


def marks_of(text: str) -> tuple[int, ...]:
    """The marks of such a text: one of the whole and up to eight of its sketch; none where it has too few words."""
    if text.count(" ") + 1 < FEWEST_WORDS:
        return ()
    sketch = sketch_of(text)
    bands = [sketch[at : at + BAND] for at in range(0, len(sketch), BAND)]
    marks = {_mark(b"%d:" % number + band) for number, band in enumerate(bands) if any(band)}
    return tuple(sorted(marks | {_mark(text.encode())}))


def likeness(one: str, other: str) -> int:
    """How much two such texts share, in percent, in letters (rapidfuzz's normalised Indel similarity)."""
    return int(fuzz.ratio(one, other))


def _mark(part: bytes) -> int:
    return crc32(part) << 20 | crc32(part, 1) & 0xFFFFF
