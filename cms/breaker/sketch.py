"""A text as 32 bytes that are near each other where the texts are, and the sites that it links to."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from operator import eq, not_, or_
from urllib.parse import urlsplit
from zlib import crc32

from sitewide.characters import folded
from sitewide.text import links_in

BUCKETS = 32
FEWEST_WORDS = 5
"""Fewer words are nobody's style: thanks are always alike."""
MOST_WORDS = 400
EMPTY = 0
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=256)
def sketch_of(text: str) -> bytes:
    """A one-permutation minhash over pairs of words, whatever their case, accents and marks; shorter texts are like none.

    Each pair falls into a bucket, of which the least hash stays; one byte a bucket, 0 for an empty one.
    """
    words = _WORD.findall(folded(text[:20_000]).casefold())[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return bytes(BUCKETS)
    least = [0xFFFFFFFF] * BUCKETS
    before = words[0]
    for word in words[1:]:
        mark = crc32(f"{before} {word}".encode())
        bucket, before = mark & 31, word
        least[bucket] = min(least[bucket], mark)
    return bytes(EMPTY if mark == 0xFFFFFFFF else (mark >> 5) % 255 + 1 for mark in least)


def likeness(one: bytes, other: bytes) -> int:
    """How much two texts share, in percent: the part of the buckets, filled in either, in which both have the same."""
    empty = sum(map(not_, map(or_, one, other))) if EMPTY in one and EMPTY in other else 0
    filled = BUCKETS - empty
    return 100 * (sum(map(eq, one, other)) - empty) // filled if filled else 0


def alike(one: bytes, others: Sequence[bytes], percent: int) -> list[int]:
    """Which of the others, by their places, share at least so much with a text.

    A hundred are asked with every message: those in which fewer buckets are the same are found at once, by one
    difference of two long numbers, and only the rest is looked at.
    """
    difference = int.from_bytes(one * len(others)) ^ int.from_bytes(b"".join(others))
    unlike = difference.to_bytes(BUCKETS * len(others))
    return [
        place
        for place, other in enumerate(others)
        if 100 * unlike.count(0, BUCKETS * place, BUCKETS * (place + 1)) >= BUCKETS * percent
        and likeness(one, other) >= percent
    ]


def domains_in(html: str) -> tuple[str, ...]:
    """The hosts that links of a sanitised text lead to, each once, without `www.`; local links lead nowhere else."""
    if "href" not in html:
        return ()
    return tuple(dict.fromkeys(_hosts(target for _words, target in links_in(html))))


def _hosts(targets: Iterable[str]) -> Iterable[str]:
    for target in targets:
        try:
            host = urlsplit(target).hostname or ""
        except ValueError:
            host = target[:100]
        if host:
            yield host.casefold().removeprefix("www.")[:253]
