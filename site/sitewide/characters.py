"""What single characters do to a reader: which hide, which reorder, which look like another.

Sources: UTS #39 (confusables, through the data of ``confusable-homoglyphs``), UAX #9 (bidirectional controls),
UTS #51 (emoji sequences), UTR #36 (why it matters).
"""

import re
import unicodedata
from functools import cache, lru_cache

from confusable_homoglyphs.confusables import confusables_data

_HARMFUL = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls but tab, newline, carriage return, next line
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"  # soft hyphen, joiners and fillers nobody sees
    "\u202a-\u202e\u2060-\u206f"  # embeddings, overrides, isolates, invisible operators, deprecated formats
    "\ufeff\ufff0-\uffff\ud800-\udfff"  # byte order mark, specials, lone surrogates
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical formats
    "\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
)
_NEVER = re.compile(f"[{_HARMFUL}]+")
_LOW = "\x00-\u058f"  # ASCII, Latin, Greek, Cyrillic, Armenian: scripts that need no joiner
_IDLE_JOINERS = re.compile(
    f"(?:(?<=[{_LOW}])|^)[\u200b-\u200d]+|[\u200b-\u200d]+(?=[{_LOW}]|$)|(?<=[\u200b-\u200d])[\u200b-\u200d]+"
)
_MARKS_OF_DIRECTION = re.compile("[\u200e\u200f\u061c]+")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]")
_FLAG_TAGS = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007e])[\U000e0020-\U000e007f]+")
_IDLE_VARIANTS = re.compile("(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]+")
_ACCENTS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARKS = "".join(char for char in map(chr, range(0x300, 0x1F000)) if unicodedata.combining(char))
"""Everything that stacks on the character before; piles of it cover other lines, and NFC sorts them in quadratic time."""
_PILED_MARKS = re.compile(f"([{_MARKS}]{{6}})[{_MARKS}]+")
_NEEDS_A_LOOK = re.compile(
    f"[{_HARMFUL}{''.join(char for char in _MARKS if char < chr(0x10000))}\r\x85\u2028\u2029\u200b-\u200f\u061c"
    "\U000101fd-\U0001efff\U000e0000-\U000e0fff]"  # beyond the first plane in coarse ranges: a fine class is ten times slower
)
_FOLDED = re.compile(f"[{_ACCENTS}\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]+")
_ASCII_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
_ASCII_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]+")
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_LOOKALIKE_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
_LETTER_NAMES = re.compile(
    r"(?:(?:NEGATIVE (?:SQUARED|CIRCLED) )?LATIN (?:SMALL|CAPITAL) LETTER|LATIN LETTER SMALL CAPITAL|"
    r"REGIONAL INDICATOR SYMBOL LETTER|MODIFIER LETTER (?:SMALL|CAPITAL)) ([A-Z])(?: WITH .*)?$"
)


def settled(text: str) -> str:
    """The same text in NFC without what hides, reorders or piles up; line ends become newlines.

    Kept: emoji sequences, joiners where a script needs them, direction marks in text that has right-to-left letters.
    """
    if text.isascii():
        return _ASCII_CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not _NEEDS_A_LOOK.search(text):
        return unicodedata.normalize("NFC", text)
    text = _PILED_MARKS.sub(r"\1", _NEVER.sub("", _LINE_ENDS.sub("\n", text)))
    text = _NEVER.sub("", unicodedata.normalize("NFC", text))
    if not _RIGHT_TO_LEFT.search(text):
        text = _MARKS_OF_DIRECTION.sub("", text)
    for hidden in (_FLAG_TAGS, _IDLE_VARIANTS, _IDLE_JOINERS):
        text = hidden.sub("", text)
    return unicodedata.normalize("NFC", _PILED_MARKS.sub(r"\1", text))


def can_be_kept(text: str) -> bool:
    """Whether a database holds it: PostgreSQL has no U+0000, and half of a pair of UTF-16, which JSON can name, is none."""
    return not _UNKEPT.search(text)


def folded(text: str) -> str:
    """Compatibility-decomposed, without accents, points and what nobody sees: for comparing, never for showing."""
    if text.isascii():
        return _ASCII_HIDDEN.sub("", text)
    bare = _FOLDED.sub("", unicodedata.normalize("NFKD", _PILED_MARKS.sub(r"\1", text)))
    return bare.translate({ord(char): None for char in set(bare) if is_hidden(char) or "\ufe00" <= char <= "\ufe0f"})


def is_hidden(char: str) -> bool:
    """Whether a reader sees nothing where this character stands (plain blanks, tabs and newlines aside)."""
    if char in " \t\n":
        return False
    return unicodedata.category(char) in {"Cf", "Cc", "Cs", "Co", "Zs", "Zl", "Zp"} or bool(_NEVER.match(char))


def looks_like(char: str) -> str:
    """The ASCII letter or digit that a reader takes ``char`` for, or nothing: Cyrillic ``К`` is ``K``, ``ℓ`` is ``l``."""
    if char.isascii():
        return char if char.isalnum() else _lookalikes().get(char, "")
    if found := _lookalikes().get(char) or _by_name(char):
        return found
    upper = char.upper()
    return _lookalikes().get(upper, "") if len(upper) == 1 else ""


def levelled(text: str) -> str:
    """The text letter by letter in lower case, look-alikes taken for what readers take them for; of the same length."""
    return text.translate(_LEVELS)


class _Levels(dict[int, str]):
    """What readers take each character for, made when it is first met; the eight thousandth is not remembered."""

    def __missing__(self, code: int) -> str:
        level = _level(chr(code))
        if len(self) < 8_192:
            self[code] = level
        return level


_LEVELS = _Levels()


def _level(char: str) -> str:
    plain = unicodedata.normalize("NFKC", char)
    plain = plain if len(plain) == 1 else char
    lower = (looks_like(plain) or plain).lower()
    return lower if len(lower) == 1 else char


def deceives(char: str) -> bool:
    """Whether a reader takes the character for an ASCII one that it is not; letters with accents are what they seem."""
    if char.isascii() or char == "ı" or unicodedata.bidirectional(char) in {"R", "AL", "AN"}:
        return False
    accented = unicodedata.name(char, "").startswith("LATIN ") and " WITH " in unicodedata.name(char)
    return not accented and bool(_lookalikes().get(char) or _by_name(char))


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """The script of a letter, by its Unicode name, where it is one of those that have look-alikes of each other."""
    name = unicodedata.name(char, "").partition(" ")[0] if char.isalpha() else ""
    return name if name in _LOOKALIKE_SCRIPTS else ""


def _by_name(char: str) -> str:
    match = _LETTER_NAMES.match(unicodedata.name(char, ""))
    return match.group(1).lower() if match else ""


@cache
def _lookalikes() -> dict[str, str]:
    """Every character of the UTS #39 classes that hold one ASCII letter or digit, by breadth first from the letters."""
    known: dict[str, str] = {}
    ring = [(char, char) for char in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"]
    while ring:
        ring = [pair for char, origin in ring for pair in _neighbours(char, origin) if _learn(known, *pair)]
    return known


def _neighbours(char: str, origin: str) -> list[tuple[str, str]]:
    return [(entry["c"], origin) for entry in confusables_data.get(char, ())]


def _learn(known: dict[str, str], raw: str, origin: str) -> bool:
    """Take ``raw``, with its accents and direction marks off, for ``origin``; false if known or no single character."""
    char = folded(raw) if len(raw) > 1 else raw
    if len(char) != 1 or char in known or (char.isascii() and char.isalnum()):
        return False
    known[char] = origin
    return True
