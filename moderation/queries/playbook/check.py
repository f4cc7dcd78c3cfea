"""What is wrong with a program's map: nobody behind a scenario, facts that are over, cases that fall through, and more."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from advocates.models import Program
from advocates.queries.languages import named
from cms.models import BrandPage, Message
from moderation.models import Fact, Rule, Scenario
from moderation.queries.clauses import clauses_of
from moderation.queries.playbook.conditions import Terms, catches_all, implies, terms_of
from moderation.queries.playbook.lines import in_order
from moderation.queries.playbook.owners import Living, living_in
from moderation.queries.playbook.texts import PARTS

SOON = timedelta(days=14)
"""So long before its end a fact is told of."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend: a stable code, a sentence, and the row where it is mended (none: a scenario is missing)."""

    code: str
    sentence: str
    about: Scenario | Fact | None
    level: Literal["wrong", "soon"] = "wrong"


@dataclass(frozen=True, slots=True)
class Map:
    """The active scenarios of a program in order, with everything that the check looks at."""

    program: Program
    at: datetime
    scenarios: Sequence[Scenario]
    terms: Sequence[Terms]
    facts: Sequence[Fact]
    living: Living
    languages: Sequence[str]
    clauses: frozenset[str]
    rules: frozenset[int]


def findings(program: Program, *, at: datetime) -> list[Finding]:
    """Everything that is wrong, what is urgent first; ten queries at most, whatever the size of the map."""
    read = read_map(program, at=at)
    found = [finding for look in LOOKS for finding in look(read)]
    return sorted(found, key=lambda finding: finding.level == "soon")


def read_map(program: Program, *, at: datetime) -> Map:
    active = list(in_order(program.pk).filter(state=Scenario.State.ACTIVE))
    return Map(
        program, at, active, [terms_of(scenario) for scenario in active],
        list(Fact.objects.filter(program=program).select_related("answers_for")), living_in(program, at=at),
        languages_of(program), frozenset(clauses_of(program, at=at).values_list("code", flat=True)),
        frozenset(Rule.objects.filter(program=program, active=True).values_list("pk", flat=True)),
    )  # fmt: skip


def languages_of(program: Program) -> list[str]:
    """The languages in which the program speaks: its own and those of its pages."""
    pages = BrandPage.objects.live().filter(path__startswith=program.root_page.path).exclude(language="")
    spoken = set(pages.order_by().values_list("language", flat=True).distinct())
    return [program.language, *sorted(spoken - {program.language})]


def without_owner(read: Map) -> Iterator[Finding]:
    for scenario in read.scenarios:
        if not read.living.owner(scenario):
            told = {"name": scenario.name}
            yield Finding("no_owner", _("Nobody stands behind “%(name)s”: its owner is gone.") % told, scenario)
        if not read.living.heir(scenario):
            told = {"name": scenario.name}
            sentence = _("“%(name)s” hands over to somebody who manages here no more.") % told
            yield Finding("no_heir", sentence, scenario)


def facts_over(read: Map) -> Iterator[Finding]:
    for fact in read.facts:
        told = {"key": fact.key, "day": date_format(fact.valid_until, "j M Y"), "name": fact.answers_for.in_full}
        if fact.valid_until <= read.at:
            sentence = _("The fact “%(key)s” was right until %(day)s. %(name)s answers for it.") % told
            yield Finding("fact_over", sentence, fact)
        elif fact.valid_until <= read.at + SOON:
            sentence = _("The fact “%(key)s” holds until %(day)s only. %(name)s answers for it.") % told
            yield Finding("fact_soon", sentence, fact, "soon")
        if not read.living.person(fact.answers_for_id):
            sentence = _("Nobody answers for the fact “%(key)s”: %(name)s is gone.") % told
            yield Finding("fact_without_owner", sentence, fact)


def uncaught(read: Map) -> Iterator[Finding]:
    for kind in Message.Kind:
        if not any(catches_all(terms, kind) for terms in read.terms):
            told = {"kind": kind.label}
            sentence = _("Nothing catches what no scenario fits, where the message is: %(kind)s.") % told
            yield Finding("no_catch_all", sentence, None)


def never_reached(read: Map) -> Iterator[Finding]:
    """Scenarios that an earlier one always precedes; where both say the same, whether they contradict each other."""
    for later, scenario in enumerate(read.scenarios):
        narrow = read.terms[later]
        for earlier in range(later):
            if implies(narrow, read.terms[earlier]):
                first = read.scenarios[earlier]
                yield _shadowed(scenario, first, same=implies(read.terms[earlier], narrow))
                break


def gone(read: Map) -> Iterator[Finding]:
    """What a scenario names and the program has no more: rules that are gone or off, clauses of no current policy."""
    for scenario in read.scenarios:
        wanted = {scenario.clause, *scenario.conditions.get("clause", ())} - {""}
        for code in sorted(wanted - read.clauses):
            told = {"name": scenario.name, "code": code}
            yield Finding("no_clause", _("“%(name)s” names rule %(code)s, which is not in force.") % told, scenario)
        if set(scenario.conditions.get("rule", ())) - read.rules:
            told = {"name": scenario.name}
            yield Finding("no_rule", _("“%(name)s” waits for a rule that is gone or off.") % told, scenario)


def untold(read: Map) -> Iterator[Finding]:
    """Texts that are written in one language of the program and not in another."""
    for scenario in read.scenarios:
        written = [part for part in PARTS if any(said.get(part) for said in scenario.texts.values())]
        missing = [
            language
            for language in read.languages
            if any(not scenario.texts.get(language, {}).get(part) for part in written)
        ]
        if missing:
            told = {"name": scenario.name, "languages": ", ".join(named(tag).name for tag in missing)}
            yield Finding("no_text", _("“%(name)s” has no text in: %(languages)s.") % told, scenario)


def _shadowed(scenario: Scenario, first: Scenario, *, same: bool) -> Finding:
    told = {"name": scenario.name, "first": first.name}
    if same and _answer(scenario) != _answer(first):
        sentence = _("“%(name)s” and “%(first)s” apply to the same cases and answer differently.")
        return Finding("contradiction", sentence % told, scenario)
    if same:
        return Finding("duplicate", _("“%(name)s” says the same as “%(first)s”.") % told, scenario)
    sentence = _("“%(name)s” is never reached: “%(first)s” comes first and fits all of its cases.")
    return Finding("unreachable", sentence % told, scenario)


def _answer(scenario: Scenario) -> tuple[object, ...]:
    return (scenario.acts, scenario.clause)


LOOKS: tuple[Callable[[Map], Iterator[Finding]], ...] = (
    without_owner, facts_over, uncaught, never_reached, gone, untold,
)  # fmt: skip
