"""When a scenario applies: conditions over what is known of a case, matched, compared and told in words.

A condition (`Atom`) is about one thing and names the values of which one must hold: the number of a flagged clause, the
kind of a cause, a rule that hit, a place (with everything below it), the language, words, the kind of message, what its
author is, whether there are links or pictures; for urgency and readers a day it names the least. A scenario wants all of
its conditions or any of them. Without a condition it fits everything.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from cms.models import Message
from moderation.models import Scenario
from moderation.words import found

LEAST = frozenset({"urgency", "reach"})
"""What a condition names the least of."""
CHOICES: dict[str, tuple[str, ...]] = {
    "kind": tuple(Message.Kind.values),
    "author": ("newcomer", "member", "advocate", "team"),
    "has": ("links", "pictures"),
}
"""What a condition about these may name."""
ABOUT = ("clause", "cause", "rule", "place", "language", "words", "kind", "author", "has", "urgency", "reach")
KINDS = frozenset(Message.Kind.values)
Value = str | int


@dataclass(frozen=True, slots=True)
class Atom:
    """One condition. For `LEAST` the only value is a number; for a place the values are treebeard paths."""

    about: str
    values: frozenset[Value]

    @property
    def always(self) -> bool:
        """Whether there is no case that it does not fit."""
        if self.about == "kind":
            return self.values >= KINDS
        return self.about in LEAST and _least(self) <= 0


@dataclass(frozen=True, slots=True)
class Terms:
    """The conditions of one scenario."""

    join: str
    atoms: tuple[Atom, ...]

    @property
    def ways(self) -> tuple[frozenset[Atom], ...]:
        """The conditions as ways to fit: of each way every condition must hold."""
        if self.join == Scenario.Join.ANY and self.atoms:
            return tuple(frozenset() if atom.always else frozenset({atom}) for atom in self.atoms)
        return (frozenset(atom for atom in self.atoms if not atom.always),)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a case, as far as conditions ask."""

    clauses: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    rules: frozenset[int] = frozenset()
    path: str = ""
    language: str = ""
    text: str = ""
    kind: str = Message.Kind.COMMENT
    author: frozenset[str] = frozenset()
    has: frozenset[str] = frozenset()
    urgency: int = 0
    reach: int = 0


def terms_of(scenario: Scenario) -> Terms:
    """The scenario's conditions; asks nothing where its place is loaded."""
    atoms = [Atom(about, _values(about, said)) for about, said in sorted(scenario.conditions.items())]
    if scenario.place is not None:
        atoms.append(Atom("place", frozenset({scenario.place.path})))
    return Terms(scenario.join, tuple(atoms))


def fits(terms: Terms, seen: Seen) -> bool:
    """Whether a case of which this is known is one for the scenario."""
    return any(all(holds(atom, seen) for atom in way) for way in terms.ways)


def holds(atom: Atom, seen: Seen) -> bool:
    match atom.about:
        case "urgency":
            return seen.urgency >= _least(atom)
        case "reach":
            return seen.reach >= _least(atom)
        case "place":
            return any(seen.path.startswith(str(path)) for path in atom.values)
        case "words":
            return bool(found("\n".join(sorted(map(str, atom.values))), seen.text))
        case _:
            return bool(atom.values & _known(atom.about, seen))


def catches_all(terms: Terms, kind: str) -> bool:
    """Whether every message of this kind fits."""
    return any(all(atom.about == "kind" and kind in atom.values for atom in way) for way in terms.ways)


def implies(narrow: Terms, wide: Terms) -> bool:
    """Whether every case that fits `narrow` fits `wide`, as far as their conditions tell by themselves.

    True is certain. False may be wrong where only the world knows better, or several ways of `wide` together cover one
    of `narrow`.
    """
    return all(any(_within(way, other) for other in wide.ways) for way in narrow.ways)


def _within(way: frozenset[Atom], other: frozenset[Atom]) -> bool:
    return all(any(_stricter(one, wanted) for one in way) for wanted in other)


def _stricter(one: Atom, wanted: Atom) -> bool:
    """Whether whatever holds for `one` holds for `wanted`."""
    if one.about != wanted.about:
        return False
    if one.about in LEAST:
        return _least(one) >= _least(wanted)
    if one.about == "place":
        return all(any(str(path).startswith(str(above)) for above in wanted.values) for path in one.values)
    return one.values <= wanted.values


def _known(about: str, seen: Seen) -> frozenset[Value]:
    known: dict[str, Iterable[Value]] = {
        "clause": seen.clauses, "cause": seen.causes, "rule": seen.rules, "language": {seen.language},
        "kind": {seen.kind}, "author": seen.author, "has": seen.has,
    }  # fmt: skip
    return frozenset(known.get(about, ()))


def _values(about: str, said: object) -> frozenset[Value]:
    """The values as they are stored; a number alone for `LEAST`."""
    if isinstance(said, list):
        return frozenset(value for value in said if isinstance(value, str | int))
    return frozenset({said}) if isinstance(said, int) else frozenset()


def _least(atom: Atom) -> int:
    return max((value for value in atom.values if isinstance(value, int)), default=0)
