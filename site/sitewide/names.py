"""Names that people take: what a name must be, and whether it passes itself off as somebody else's.

Sources: UTS #39 (skeletons, mixed scripts), with the look-alikes of ``sitewide.characters``.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from sitewide.characters import folded, looks_like, script_of
from sitewide.errors import Invalid
from sitewide.text import one_line

MAX_NAME = 60
MAX_HANDLE = 30
MAX_BONE = 240
"""Letters of a skeleton that are kept and compared."""
STAFF_WORDS = (
    "admin",
    "administrator",
    "community manager",
    "customer care",
    "customer service",
    "help desk",
    "moderator",
    "official",
    "staff",
    "support",
    "sysadmin",
    "system",
    "tabard",
    "webmaster",
)
"""Words that claim an office; reserved in every program beside the names of its brand and staff."""

_LONG = 6
"""From this many letters a reserved name is found inside other words, too; a shorter one (Rowe in Rowena) is not."""
_COMPANIONS = frozenset(
    ["official", "support", "team", "staff", "help", "care", "hq", "the", "real", "admin", "mod", "inc"]
)
_LEET = str.maketrans("@$34578!", "aseastbi")
_ONE_STROKE = str.maketrans("i01", "lol")
_REPEATED = re.compile(r"(.)\1+")
_PUNCTUATION = re.compile(r"[\W_]+")
_LAST_NUMBER = re.compile(r"[\W_]*\d+[\W_]*$")
_BADGES = re.compile("[✓✔☑✅🗸⍻🛡®™©℠]")
_HANDLE = re.compile(r"[a-z](?:[-_]?[a-z0-9])+")


@lru_cache(maxsize=4096)
def skeleton(name: str) -> str:
    """What is left of a name when look-alikes, case, accents, blanks, punctuation and invisible characters are set aside.

    Two names with one skeleton are hard to tell apart. It is for comparing (also as a unique key), never for showing.
    """
    bare = name
    for _again in range(2):  # some characters look like a letter as they stand, some when taken apart or in lower case
        bare = folded("".join(looks_like(char) or char for char in bare).casefold())
    kept = "".join(char for char in bare if char.isalnum() or unicodedata.category(char) in {"Mn", "Mc"})
    return kept.translate(_ONE_STROKE).replace("rn", "m").replace("vv", "w")


def bones(name: str) -> frozenset[str]:
    """The skeletons for which a name is taken: of the whole, and of what stands before a number at its end."""
    forms = (name, _LAST_NUMBER.sub("", folded(name)))
    return frozenset(bone[:MAX_BONE] for bone in map(skeleton, forms) if bone)


def imitates(name: str, reserved: Iterable[str]) -> str | None:
    """The first of the reserved names that this name passes itself off as, wholly or in part; None when it is innocent."""
    forms = list(_spellings(name))
    runs = {run for form in forms for run in _runs(form)}
    wholes = {skeleton(form) for form in forms}
    words = {skeleton(word) for form in forms for word in _PUNCTUATION.split(form)}
    names = list(reserved)
    companions = {skeleton(word) for word in (*_COMPANIONS, *names)}
    for candidate in names:
        if (mark := _mark(candidate)) and (mark in runs or _inside(mark, wholes, words, companions)):
            return candidate
    return None


def clean_display_name(name: str) -> str:
    """A name as people write it in any script, in one line.

    Refuses `too_long`, `no_letter`, `mixed_scripts` (Latin, Cyrillic, Greek in one word) and `badge` (signs of approval).
    """
    clean = unicodedata.normalize("NFKC", one_line(_without_badges(name), MAX_NAME))
    if not any(unicodedata.category(char).startswith("L") for char in clean):
        raise Invalid(_("A name needs at least one letter."), code="no_letter")
    if any(len(set(map(script_of, word)) - {""}) > 1 for word in _PUNCTUATION.split(clean)):
        raise Invalid(_("This name mixes letters of different alphabets in one word."), code="mixed_scripts")
    return one_line(clean, MAX_NAME)


def clean_handle(handle: str) -> str:
    """A handle for addresses and mentions: 3 to 30 of a-z, 0-9 and single - or _, a letter first. Refuses `handle`."""
    clean = handle.strip().removeprefix("@").lower()
    if not 3 <= len(clean) <= MAX_HANDLE or not _HANDLE.fullmatch(clean):
        raise Invalid(
            _(
                "A handle has 3 to 30 letters (a to z), digits, single hyphens or underscores, and starts with a letter."
            ),
            code="handle",
        )
    return clean


def _without_badges(name: str) -> str:
    if _BADGES.search(name):
        raise Invalid(_("A name cannot hold signs of approval or trade marks."), code="badge")
    return name


def _spellings(name: str) -> Iterator[str]:
    """The name as it stands, with digits and signs read as letters, and without digits at the ends of words."""
    yield name
    yield folded(name).translate(_LEET)
    yield re.sub(r"\d+(?=[\W_]|$)", "", folded(name))


def _runs(name: str) -> Iterator[str]:
    """The skeletons of every run of whole words, split at blanks alone and at all punctuation; "and" is left out."""
    for parts in (name.split(), _PUNCTUATION.split(name)):
        words = [bone for bone in map(skeleton, parts) if bone not in {"", "and"}]
        for start in range(len(words)):
            for end in range(start, len(words)):
                yield "".join(words[start : end + 1])


@lru_cache(maxsize=4096)
def _mark(reserved: str) -> str:
    return "".join(bone for bone in map(skeleton, reserved.split()) if bone != "and")


def _inside(mark: str, wholes: set[str], words: set[str], companions: set[str]) -> bool:
    """A long mark anywhere, however its letters are doubled; a short one only where nothing but companions stand around."""
    if len(mark) >= _LONG:
        return any(mark in whole or _single(mark) in _single(whole) for whole in wholes)
    return any(mark in word and {*word.split(mark, 1)} <= {*companions, ""} for word in words)


def _single(bone: str) -> str:
    return _REPEATED.sub(r"\1", bone)
