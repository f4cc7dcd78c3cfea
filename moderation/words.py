"""Finding the words of a list in a text, also where letters were swapped for others that look alike."""

import re
from functools import lru_cache

from sitewide.characters import levelled

Span = tuple[int, int]


def found(words: str, text: str) -> list[tuple[str, Span]]:
    """Each word or phrase of the list (one a line) that stands in the text as whole words, with where it stands."""
    plain = levelled(text)
    hits = []
    for word, pattern in _patterns(words):
        hits += [(word, match.span()) for match in pattern.finditer(plain)]
    return sorted(hits, key=lambda hit: hit[1])


def merged(spans: list[Span]) -> list[Span]:
    """The same places in order, those that overlap made one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


@lru_cache(maxsize=256)
def _patterns(words: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    phrases = dict.fromkeys(" ".join(line.split()) for line in words.splitlines() if line.strip())
    return tuple((phrase, _pattern(phrase)) for phrase in phrases)


def _pattern(phrase: str) -> re.Pattern[str]:
    inside = r"\s+".join(re.escape(part) for part in levelled(phrase).split())
    return re.compile(rf"(?<!\w){inside}(?!\w)")
