"""Reasons that are asked of people: the one rule for the least that says something."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from sitewide.errors import Invalid
from sitewide.text import one_line

LEAST = 3
"""Letters or digits. A sign of a script that writes words in one or two of them counts for two."""
_WORDS = ("\u3040", "\ud7ff")


def says_something(text: str) -> bool:
    """Whether there is a word in it: “no”, “x” and “-” tell nobody why."""
    return sum(1 + (_WORDS[0] <= char <= _WORDS[1]) for char in text if char.isalnum()) >= LEAST


def must_say(text: str, missing: StrOrPromise, *, code: str) -> None:
    """Refuses (422 `code`) no words with the sentence `missing`, and words that say nothing with one that asks for more."""
    if not text.strip():
        raise Invalid(missing, code=code)
    if not says_something(text):
        told = {"said": text.strip()[:20]}
        raise Invalid(
            _("“%(said)s” tells nobody why: write a word or more, of three letters at least.") % told, code=code
        )


def reason_of(text: str, most: int, missing: StrOrPromise, *, code: str = "no_reason") -> str:
    """The reason as it is kept, in one line. Refuses (422) as `must_say`, and `too_long`."""
    kept = one_line(text, most)
    must_say(kept, missing, code=code)
    return kept
