"""A text as 32 bytes that are near each other where the texts are, and the sites that it links to."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
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


def likeness(one: bytes, others: Sequence[bytes]) -> list[int]:
    """How much a text shares with each of the others, in percent: the part of the buckets, filled in either, in which
    both have the same.

    All are compared at once, as two long numbers: a hundred comparisons go with every message.
    """
    length = BUCKETS * len(others)
    left, right = int.from_bytes(one * len(others)), int.from_bytes(b"".join(others))
    unlike, either = (left ^ right).to_bytes(length), (left | right).to_bytes(length)
    ends = [slice(start, start + BUCKETS) for start in range(0, length, BUCKETS)]
    return [_shared(unlike[part].count(0), either[part].count(EMPTY)) for part in ends]


def _shared(same: int, empty: int) -> int:
    return 100 * (same - empty) // (BUCKETS - empty) if empty < BUCKETS else 0


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
