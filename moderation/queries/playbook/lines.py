"""The map of a program as it is read for matching: its active scenarios in order, with their facts; one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, QuerySet, Subquery

from cms.models import Message, Picture
from moderation.models import Case, Fact, Scenario, ScenarioVersion
from moderation.queries.playbook.conditions import Seen, Terms, fits, terms_of
from sitewide.text import links_in, to_plain

NEW_DAYS = 7
"""So many days after joining a member counts as a newcomer."""
FACT = ("key", "value", "valid_until")


@dataclass(frozen=True, slots=True)
class Line:
    """An active scenario, what it asks of a case, its version now, and the facts that its texts name."""

    scenario: Scenario
    terms: Terms
    version_id: int
    facts: dict[str, Fact]


def lines_of(program_id: int) -> list[Line]:
    """The active scenarios, the one asked first in front; one query whatever their number."""
    return _gathered(in_order(program_id).filter(state=Scenario.State.ACTIVE))


def in_order(program_id: int) -> QuerySet[Scenario]:
    """All of a program's scenarios with whom and what they name, in the order in which they are asked."""
    shown = ("place", "owner_place", "owner_person", "else_to")
    return Scenario.objects.filter(program=program_id).select_related(*shown).order_by("priority", "pk")


def first_that_fits(lines: Sequence[Line], seen: Seen) -> Line | None:
    """The one scenario for such a case."""
    return next((line for line in lines if fits(line.terms, seen)), None)


def edition_of(program_id: int) -> int:
    """A number that grows with everything that changes the map."""
    newest = ScenarioVersion.objects.filter(scenario__program=program_id).aggregate(newest=Max("pk"))["newest"]
    return newest or 0


def seen_of(case: Case) -> Seen:
    """What conditions may ask of the case; one query where its message and author are loaded."""
    return seen_of_all([case])[case.pk]


def seen_of_all(cases: Sequence[Case]) -> dict[int, Seen]:
    """The same of each, by the number of the case; one query for all of them."""
    pictured = Exists(Picture.objects.filter(message=OuterRef("message")))
    asked = ("pk", "causes__kind", "causes__rule", "causes__flag__clause__code", "pictured")
    numbers = [case.pk for case in cases]
    rows: dict[int, list[Any]] = {number: [] for number in numbers}
    for number, *row in Case.objects.filter(pk__in=numbers).annotate(pictured=pictured).values_list(*asked):
        rows[number].append(row)
    return {case.pk: _seen(case, rows[case.pk]) for case in cases}


def _seen(case: Case, rows: Sequence[Any]) -> Seen:
    message = case.message
    has = {"pictures"} if any(row[3] for row in rows) else set()
    return Seen(
        clauses=frozenset(row[2] for row in rows if row[2]), causes=frozenset(row[0] for row in rows if row[0]),
        rules=frozenset(row[1] for row in rows if row[1]), path=case.path, language=language_of(case),
        text=f"{message.title}\n{to_plain(message.body)}".strip(), kind=message.kind, author=_author(message),
        has=frozenset(has | ({"links"} if links_in(message.body) else set())), urgency=case.urgency, reach=case.reach,
    )  # fmt: skip


def language_of(case: Case) -> str:
    """The language of the text where it is known, else that of its page."""
    return case.language or case.message.language


def _author(message: Message) -> frozenset[str]:
    new = (message.written_at - message.author.date_joined).days < NEW_DAYS
    return frozenset({str(message.relation)} | ({"newcomer"} if new else set()))


def _gathered(scenarios: QuerySet[Any]) -> list[Line]:
    """The rows of the join with the facts, one line a scenario."""
    current = ScenarioVersion.objects.filter(scenario=OuterRef("pk"), number=OuterRef("number")).values("pk")
    facts = {f"fact_{name}": F(f"facts__{name}") for name in FACT}
    found: dict[int, Line] = {}
    for row in scenarios.annotate(version_id=Subquery(current), **facts):
        line = found.setdefault(row.pk, Line(row, terms_of(row), row.version_id, {}))
        if row.fact_key:
            line.facts[row.fact_key] = Fact(**{name: getattr(row, f"fact_{name}") for name in FACT})
    return list(found.values())
