"""The language that a text is written in, where that can be told."""

import importlib
from collections.abc import Collection
from functools import cache
from typing import Any

from sitewide.languages import SPOKEN

FEWEST_LETTERS = 12
"""Fewer are nobody's language: “ok”, “super”, a name."""
SURE, KNOWN = 0.8, 0.3
"""So much of what speaks for the languages that are told apart must speak for one of them, and so much of what speaks for
any language at all for theirs together. Measured on real sentences of five languages: of 12 to 20 letters every second
is named and 99.6 % of the names are right; of 20 to 40, 83 % and 99.8 %; of 40 to 80, 99 % and all. Of sentences in other
languages at most 7 in 1,000 are taken for one of them (`tests/moderation/test_language.py` measures again)."""
MOST_LETTERS = 2_000
TOLD_APART = tuple(code for code, _name in SPOKEN)


def detected(text: str, *, among: Collection[str] = TOLD_APART) -> str:
    """The ISO 639-1 code of one of the languages `among`; empty where the text is too short, uncertain or in another."""
    words = text[:MOST_LETTERS]
    if sum(letter.isalpha() for letter in words) < FEWEST_LETTERS:
        return ""
    likely = dict(_identifier().rank(words))
    shares = {code: likely[code] for code in among if code in likely}
    together = sum(shares.values())
    best = max(shares, key=lambda code: shares[code], default="")
    return best if together >= KNOWN and shares[best] >= SURE * together else ""


@cache
def _identifier() -> Any:
    """Loaded when the first text is read, so that a web process that reads none stays small (numpy, 60 MB)."""
    langid = importlib.import_module("py3langid.langid")
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
