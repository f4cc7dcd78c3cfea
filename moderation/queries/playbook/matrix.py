"""Every possibility and its response: the scenarios in full, and which one a case of each kind would meet first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from advocates.models import Clause, Program
from advocates.queries.languages import named
from cms.models import Message
from moderation.models import Cause, Scenario
from moderation.queries.clauses import clauses_of
from moderation.queries.playbook.check import languages_of
from moderation.queries.playbook.conditions import Seen
from moderation.queries.playbook.lines import Line, first_that_fits, lines_of
from moderation.queries.playbook.texts import PARTS, Told, told
from moderation.queries.playbook.words import Row, row_of, rule_names


@dataclass(frozen=True, slots=True)
class Text:
    """What a scenario says in one language, as it would be said now."""

    language: str
    part: str
    said: Told


@dataclass(frozen=True, slots=True)
class Entry:
    """One scenario with its texts."""

    row: Row
    texts: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Possibility:
    """A message flagged for one clause, or not flagged at all; for every kind of message the scenario it meets first."""

    clause: Clause | None
    first: tuple[Scenario | None, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    program: Program
    at: datetime
    languages: tuple[str, ...]
    entries: tuple[Entry, ...]
    possibilities: tuple[Possibility, ...]

    @property
    def kinds(self) -> list[str]:
        return [str(kind.label) for kind in Message.Kind]


def matrix_of(program: Program, *, at: datetime) -> Matrix:
    """Read it; five queries whatever the size of the map."""
    lines, rules, languages = lines_of(program.pk), rule_names(program.pk), languages_of(program)
    entries = tuple(Entry(row_of(line.scenario, rules), _texts(line, at)) for line in lines)
    asked = [None, *clauses_of(program, at=at)]
    return Matrix(program, at, tuple(languages), entries, tuple(_possibility(lines, program, one) for one in asked))


def as_rows(matrix: Matrix) -> Iterator[list[object]]:
    """The scenarios for a spreadsheet: the heading, then one row each, with a column for every text."""
    parts = [(language, part) for language in matrix.languages for part in PARTS]
    heads = {"words": _("words to the author"), "reply": _("public reply")}
    yield [
        _("order"), _("scenario"), _("if"), _("answer"), _("rule"), _("by"), _("hours"), _("or else"), _("version"),
        *(f"{heads[part]} ({named(language).name})" for language, part in parts),
    ]  # fmt: skip
    for number, entry in enumerate(matrix.entries, 1):
        row, texts = entry.row, {(text.language, text.part): text.said for text in entry.texts}
        said = [texts.get(key, Told()) for key in parts]
        yield [
            number, row.scenario.name, row.condition, ", ".join(row.acts), row.clause, row.owner, row.hours,
            row.otherwise, row.scenario.number, *(one.text or " ".join(one.blocked) for one in said),
        ]  # fmt: skip


def _texts(line: Line, at: datetime) -> tuple[Text, ...]:
    return tuple(
        Text(language, part, told(parts[part], line.facts, at=at))
        for language, parts in sorted(line.scenario.texts.items())
        for part in PARTS
        if parts.get(part)
    )


def _possibility(lines: Sequence[Line], program: Program, clause: Clause | None) -> Possibility:
    flagged = frozenset({clause.code}) if clause else frozenset()
    causes = frozenset({Cause.Kind.FLAG.value}) if clause else frozenset()
    found = []
    for kind in Message.Kind:
        seen = Seen(
            clauses=flagged, causes=causes, path=program.root_page.path, language=program.language, kind=kind,
            author=frozenset({"advocate" if kind != Message.Kind.COMMENT else "member"}),
        )  # fmt: skip
        line = first_that_fits(lines, seen)
        found.append(line.scenario if line else None)
    return Possibility(clause, tuple(found))
