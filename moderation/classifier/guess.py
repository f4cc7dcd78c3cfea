"""Guessing with weights that were learnt before: plain arithmetic over plain numbers, without any library.

TF-IDF over words with sublinear counts and unit length, then a logistic function, as scikit-learn's
`TfidfVectorizer(sublinear_tf=True)` and `LogisticRegression` do it.
"""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from moderation.words import WORD
from sitewide.characters import levelled
from sitewide.text import to_plain

MOST_WORDS, TOP = 600, 5
LINK, NUMBER = "(link)", "(number)"


@dataclass(frozen=True, slots=True)
class Guess:
    """`percent`: how likely a decision against is. `words`: those that say so most, at most five."""

    percent: int
    words: tuple[str, ...]


def tokens(body: str) -> list[str]:
    """The words of a stored text in lower case, look-alike letters levelled; links and long numbers as themselves."""
    plain = levelled(to_plain(body))
    found = [NUMBER if word.isdigit() and len(word) > 3 else word for word in WORD.findall(plain)[:MOST_WORDS]]
    return [*found, LINK] if "href=" in body or "http" in plain or "www." in plain else found


def guess(weights: dict[str, Any], body: str) -> Guess:
    """What weights say of a text. `weights` holds `bias` and, by word, the pair of its idf and its coefficient."""
    known: dict[str, list[float]] = weights["words"]
    counted = Counter(word for word in tokens(body) if word in known)
    raw = {word: (1 + math.log(many)) * known[word][0] for word, many in counted.items()}
    length = math.sqrt(sum(value * value for value in raw.values())) or 1.0
    parts = {word: value / length * known[word][1] for word, value in raw.items()}
    sum_of = max(-30.0, min(30.0, weights["bias"] + sum(parts.values())))
    top = sorted((word for word in parts if parts[word] > 0), key=lambda word: (-parts[word], word))[:TOP]
    return Guess(round(100 / (1 + math.exp(-sum_of))), tuple(top))
