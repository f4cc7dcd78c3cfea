r"""A small language of patterns that cannot run away.

Python's engine tries every way in which a pattern could match, and some patterns have more ways than there are atoms.
So a pattern is read here, the steps of its worst case are counted, and only then it is handed on: letters, `.`, `^ $`,
`\w \d \s \b` and their opposites, `[classes]`, `(groups)`, `|`, and the repeats `? * + {n} {m,n}`. A star or plus means
at most twenty times. A list that could need more than `MOST_STEPS` from one place of a text is refused, and patterns
look at the first `LOOKED_AT` characters: so a message costs at most `MOST_STEPS * LOOKED_AT` steps, whatever it says.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, takewhile

from django.utils.translation import gettext_lazy as _

from sitewide.characters import levelled
from sitewide.errors import Invalid

Span = tuple[int, int]
MOST_STEPS = 5_000
LOOKED_AT = 4_000
MOST_TIMES, STAR = 60, 20
MOST_PATTERNS, MOST_FOUND = 100, 20
BEYOND = 10**9
_TIMES = re.compile(r"\{(\d{1,3})(?:,(\d{1,3}))?\}")
_CLASS = re.compile(r"\[\^?(?:[^\[\]\\\n&~|]|\\[wdsWDS\[\]\\^.\-])+\]")
_KINDS = frozenset("wdsWDS")
_REPEATS = {"?": (0, 1), "*": (0, STAR), "+": (1, STAR)}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a pattern: its source for Python, in how many `ways` it can match from one place, how many `steps` all
    of them take, how many characters it takes at `least`, and texts one of which it `needs`. `fixed`: all it matches.
    """

    source: str
    ways: int = 1
    steps: int = 1
    least: int = 1
    needs: frozenset[str] = frozenset()
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of a list, ready to search with."""

    line: str
    needs: frozenset[str]
    compiled: re.Pattern[str]


@lru_cache(maxsize=256)
def patterns_of(lines: str) -> tuple[Pattern, ...]:
    """The patterns of a list, one a line. Refuses (422) what cannot be read and what would cost too much."""
    said = list(dict.fromkeys(line.strip() for line in lines.splitlines() if line.strip()))
    if len(said) > MOST_PATTERNS:
        raise Invalid(_("A list holds at most %(most)d patterns.") % {"most": MOST_PATTERNS}, code="too_many_patterns")
    parts = [_Reader(line).read() for line in said]
    if sum(part.steps for part in parts) > MOST_STEPS:
        worst = max(zip(parts, said, strict=True), key=lambda pair: pair[0].steps)[1]
        sentence = _(
            "“%(line)s” can match in too many ways to be quick: repeat fewer things, or say {1,5} instead of +."
        )
        raise Invalid(sentence % {"line": worst}, code="too_many_ways")
    return tuple(_compiled(line, part) for line, part in zip(said, parts, strict=True))


def matches(patterns: tuple[Pattern, ...], plain: str) -> list[tuple[str, Span]]:
    """Where the patterns match in a levelled text, each at most twenty times, in order."""
    near = plain[:LOOKED_AT]
    found = [hit for pattern in patterns for hit in islice(_hits(pattern, near), MOST_FOUND)]
    return sorted(found, key=lambda hit: hit[1])


def _hits(pattern: Pattern, plain: str) -> Iterator[tuple[str, Span]]:
    if not pattern.needs or any(need in plain for need in pattern.needs):
        for match in pattern.compiled.finditer(plain):
            yield pattern.line, match.span()


def _compiled(line: str, part: Part) -> Pattern:
    try:
        return Pattern(line, part.needs, re.compile(part.source, re.IGNORECASE))
    except (re.error, OverflowError) as error:
        raise _wrong(line, _("a range of letters runs backwards")) from error


def _wrong(line: str, what: object) -> Invalid:
    return Invalid(_("The pattern “%(line)s” cannot be read: %(what)s.") % {"line": line, "what": what}, code="pattern")


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, line: str) -> None:
        self.line, self.at, self.depth = line, 0, 0

    def read(self) -> Part:
        part = self._either()
        if self.at < len(self.line):
            raise _wrong(self.line, _("a bracket closes that was never opened"))
        if not part.least:
            raise _wrong(self.line, _("it matches where nothing stands"))
        return part

    @property
    def next(self) -> str:
        return self.line[self.at : self.at + 1]

    def _either(self) -> Part:
        branches = [self._row()]
        while self.next == "|":
            self.at += 1
            branches.append(self._row())
        if len(branches) == 1:
            return branches[0]
        all_need = all(branch.needs for branch in branches)
        needs = frozenset[str]().union(*(branch.needs for branch in branches)) if all_need else frozenset[str]()
        (ways, steps), least = _worst(branches), min(branch.least for branch in branches)
        return Part("|".join(branch.source for branch in branches), ways, steps, least, needs)

    def _row(self) -> Part:
        parts = []
        while self.next not in {"", "|", ")"}:
            parts.append(self._repeated(self._one()))
        ways = steps = 1
        for part in parts:
            steps, ways = min(steps + ways * part.steps, BEYOND), min(ways * part.ways, BEYOND)
        source, least = "".join(part.source for part in parts), sum(part.least for part in parts)
        fixed = "".join(part.fixed for part in parts) if all(part.fixed for part in parts) else ""
        return Part(source, ways, steps, least, _most_telling(parts), fixed)

    def _one(self) -> Part:
        char = self.next
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escaped()
        if char in "?*+{}]":
            raise _wrong(self.line, _("“%(char)s” repeats nothing here; write \\%(char)s for itself") % {"char": char})
        self.at += 1
        return Part(char, least=int(char == ".")) if char in ".^$" else self._literal(char)

    def _group(self) -> Part:
        self.at, self.depth = self.at + 1, self.depth + 1
        if self.next == "?" or self.depth > 10:
            raise _wrong(self.line, _("groups are plain brackets, at most ten deep"))
        inner = self._either()
        if self.next != ")":
            raise _wrong(self.line, _("a bracket is not closed"))
        self.at, self.depth = self.at + 1, self.depth - 1
        return replace(inner, source=f"(?:{inner.source})")

    def _class(self) -> Part:
        found = _CLASS.match(self.line, self.at)
        if not found:
            raise _wrong(self.line, _("a class in [ ] is not closed, empty or holds a bracket"))
        self.at = found.end()
        return Part(found.group())

    def _escaped(self) -> Part:
        char = self.line[self.at + 1 : self.at + 2]
        self.at += 2
        if char == "b":
            return Part(r"\b", least=0)
        if char in _KINDS:
            return Part(f"\\{char}")
        if not char or char.isalnum():
            raise _wrong(self.line, _("after \\ stands w, d, s, b or a mark"))
        return self._literal(char)

    def _literal(self, char: str) -> Part:
        plain = levelled(char)
        return Part(re.escape(plain), needs=frozenset({plain}), fixed=plain)

    def _repeated(self, part: Part) -> Part:
        found = _TIMES.match(self.line, self.at)
        if found:
            low, high = int(found[1]), int(found[2] or found[1])
            self.at = found.end()
        elif self.next in _REPEATS:
            low, high = _REPEATS[self.next]
            self.at += 1
        else:
            return part
        if not part.least or low > high or not 0 < high <= MOST_TIMES:
            raise _wrong(self.line, _("a repeat runs from a lower to a higher number, at most 60, of something"))
        if self.next in {"?", "*", "+", "{"}:
            raise _wrong(self.line, _("a repeat is itself repeated: put it into brackets"))
        ways = sum(min(part.ways**times, BEYOND) for times in range(low, high + 1))
        steps = part.steps * sum(min(part.ways**times, BEYOND) for times in range(high))
        needs = part.needs if low else frozenset[str]()
        source = f"{part.source}{{{low},{high}}}"
        return Part(source, min(ways, BEYOND), min(steps, BEYOND), part.least * low, needs)


def _worst(branches: list[Part]) -> tuple[int, int]:
    """Ways and steps. Of fixed texts only those match that begin one another, and each is left at its first other letter."""
    texts = [branch.fixed for branch in branches]
    if not all(texts):
        ways, steps = sum(branch.ways for branch in branches), sum(branch.steps for branch in branches)
        return min(ways, BEYOND), min(steps, BEYOND)
    ways = max(sum(text.startswith(other) for other in texts) for text in texts)
    return ways, max(sum(_shared(text, other) + 1 for other in texts) for text in texts)


def _shared(one: str, other: str) -> int:
    """With how many letters both begin."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _most_telling(parts: list[Part]) -> frozenset[str]:
    """Of what the parts of a row need, that which the fewest texts hold: the longest."""
    known, run = [part.needs for part in parts if part.needs], ""
    for part in [*parts, Part("")]:
        if part.fixed:
            run += part.fixed
        elif run:
            known.append(frozenset({run}))
            run = ""
    return max(known, key=lambda needs: min(map(len, needs)), default=frozenset())
