"""Finding the words of a list in a text, also where letters were swapped for others that look alike."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sitewide.characters import levelled

Span = tuple[int, int]
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class WordList:
    """Phrases by their first word, so that a long list costs a text no more than a short one; `odd` hold no word."""

    by_word: dict[str, tuple[tuple[str, re.Pattern[str]], ...]]
    odd: tuple[tuple[str, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class Levelled:
    """A text letter by letter as readers take it (`plain`, of the same length), and its words with where they begin."""

    plain: str
    begins: dict[str, list[int]]


def levelled_text(text: str) -> Levelled:
    plain = levelled(text)
    begins: dict[str, list[int]] = defaultdict(list)
    for match in WORD.finditer(plain):
        begins[match.group()].append(match.start())
    return Levelled(plain, begins)


def found(words: str, text: str) -> list[tuple[str, Span]]:
    """Each word or phrase of the list (one a line) that stands in the text as whole words, with where it stands."""
    return found_in(word_list(words), levelled_text(text))


def found_in(listed: WordList, text: Levelled) -> list[tuple[str, Span]]:
    """The same for a list and a text that were read before."""
    return sorted(_hits(listed, text), key=lambda hit: hit[1])


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
def word_list(words: str) -> WordList:
    by_word: dict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    odd = []
    for phrase in dict.fromkeys(" ".join(line.split()) for line in words.splitlines() if line.strip()):
        plain = levelled(phrase)
        first = WORD.match(plain)
        if first:
            by_word[first.group()].append((phrase, _pattern(plain)))
        else:
            odd.append((phrase, _pattern(plain)))
    return WordList({word: tuple(phrases) for word, phrases in by_word.items()}, tuple(odd))


def _hits(listed: WordList, text: Levelled) -> Iterator[tuple[str, Span]]:
    for word in listed.by_word.keys() & text.begins.keys():
        for phrase, pattern in listed.by_word[word]:
            ways = (pattern.match(text.plain, begin) for begin in text.begins[word])
            yield from ((phrase, match.span()) for match in ways if match)
    for phrase, pattern in listed.odd:
        yield from ((phrase, match.span()) for match in pattern.finditer(text.plain))


def _pattern(plain: str) -> re.Pattern[str]:
    inside = r"\s+".join(re.escape(part) for part in plain.split())
    return re.compile(rf"(?<!\w){inside}(?!\w)")
