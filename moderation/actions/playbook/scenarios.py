"""Scenarios of the playbook: set, changed, switched. Every saving is kept as a version that nothing changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from advocates.queries import is_enrolled, manages
from moderation.actions.playbook.checked import checked_acts, checked_conditions, checked_texts
from moderation.models import AGAINST, Fact, Scenario, ScenarioVersion
from moderation.models.playbook import MOST_HOURS
from moderation.queries.clauses import clauses_of
from moderation.queries.playbook.texts import all_named
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line


@transaction.atomic
def save_scenario(scenario: Scenario, *, actor: User, at: datetime) -> Scenario:
    """Set a new scenario or change one, as a new version of it; an active one is suggested from then on.

    Refuses whoever is no manager of its program (403); one that somebody else changed since it was read, or a state
    that it cannot go to (409); and (422) no name, conditions that cannot be read, a place outside the program, no act,
    an act against a message without a clause in force, an owner or heir who is nobody here, a time under an hour or
    over thirty days, and texts that are too long or name facts that are not there.
    """
    program = Program.objects.select_for_update(no_key=True).select_related("root_page").get(pk=scenario.program_id)
    must_manage(actor, program)
    before = _as_kept(scenario)
    _check(scenario, program, at=at)
    facts = _facts(program, scenario)
    if scenario.state == Scenario.State.ACTIVE and (before is None or before.state != Scenario.State.ACTIVE):
        scenario.active_since = at
    scenario.number += 1
    scenario.save()
    scenario.facts.set(facts)
    version = ScenarioVersion.objects.create(
        scenario=scenario, number=scenario.number, name=scenario.name, content=content_of(scenario), at=at, by=actor
    )
    verb = "scenario.added" if before is None else "scenario.changed"
    about: dict[str, Any] = {"state": scenario.state, "version": version.pk, "number": version.number}
    write(verb, at=at, subject=scenario, actor=actor, program=program, **about)
    return scenario


@transaction.atomic
def switch_scenario(scenario: Scenario, *, state: str, actor: User, at: datetime) -> Scenario:
    """Make it active, a draft again, or retire it. Refuses as `save_scenario` does."""
    fresh = Scenario.objects.select_related("place", "owner_place", "owner_person", "else_to").get(pk=scenario.pk)
    if state not in Scenario.State.values:
        raise Invalid(_("A scenario is a draft, active or retired."), code="state")
    fresh.state = state
    return save_scenario(fresh, actor=actor, at=at)


def content_of(scenario: Scenario) -> dict[str, Any]:
    """Everything that a version keeps, as plain values."""
    return {
        "name": scenario.name, "state": scenario.state, "priority": scenario.priority, "join": scenario.join,
        "conditions": scenario.conditions, "place": scenario.place_id, "acts": scenario.acts, "clause": scenario.clause,
        "texts": scenario.texts, "owner": scenario.owner, "owner_place": scenario.owner_place_id,
        "owner_person": scenario.owner_person_id, "hours": scenario.hours, "else_to": scenario.else_to_id,
    }  # fmt: skip


def _as_kept(scenario: Scenario) -> Scenario | None:
    """The row as it is, locked; None for a new one. Refuses (409) where it is not what was read, or cannot go there."""
    if scenario.pk is None:
        return None
    kept = Scenario.objects.select_for_update().get(pk=scenario.pk)
    if kept.number != scenario.number:
        raise Conflict(_("Somebody has changed this scenario meanwhile. Read it again."), code="version")
    if scenario.state != kept.state and scenario.state not in Scenario.TRANSITIONS[kept.state]:
        raise Conflict(_("A scenario that is %(state)s cannot become that.") % {"state": kept.get_state_display()})
    return kept


def _check(scenario: Scenario, program: Program, *, at: datetime) -> None:
    scenario.name = one_line(scenario.name, 80)
    if not scenario.name:
        raise Invalid(_("A scenario has a name, which moderators read."), code="no_name")
    scenario.conditions = checked_conditions(scenario.conditions, program)
    scenario.acts = checked_acts(scenario.acts)
    scenario.texts = checked_texts(scenario.texts)
    scenario.clause = scenario.clause.strip()
    _must_cite(scenario, program, at=at)
    for page in (scenario.place, scenario.owner_place):
        if page is not None and not page.path.startswith(program.root_page.path):
            raise Invalid(_("This page does not belong to the program."), code="place")
    if not 1 <= scenario.hours <= MOST_HOURS:
        raise Invalid(_("The time lies between one hour and thirty days."), code="hours")
    _must_be_somebody(scenario, program, at=at)


def _must_cite(scenario: Scenario, program: Program, *, at: datetime) -> None:
    if not scenario.clause:
        if AGAINST & set(scenario.acts):
            raise Invalid(_("What is done against a message cites a rule: name it."), code="clause")
        return
    if not clauses_of(program, at=at).filter(code=scenario.clause).exists():
        raise Invalid(_("This rule is not one of the program's current rules."), code="clause")


def _must_be_somebody(scenario: Scenario, program: Program, *, at: datetime) -> None:
    """The owner and whoever is told afterwards are people of the program now; what is not asked for is not kept."""
    if scenario.owner != Scenario.Owner.MODERATORS:
        scenario.owner_place = None
    if scenario.owner != Scenario.Owner.PERSON:
        scenario.owner_person = None
    elif (person := scenario.owner_person) is None or not (
        person.is_active and (manages(person, program) or is_enrolled(person, program, at))
    ):
        raise Invalid(_("The owner is somebody who manages the program or is enrolled in it."), code="owner")
    if scenario.else_to is not None and not manages(scenario.else_to, program):
        raise Invalid(_("Whoever is told afterwards manages the program."), code="else_to")


def _facts(program: Program, scenario: Scenario) -> Iterable[Fact]:
    """The facts that the texts name. Refuses (422) a name behind which there is none."""
    wanted = all_named(scenario.texts)
    found = list(Fact.objects.filter(program=program, key__in=wanted))
    if missing := sorted(wanted - {fact.key for fact in found}):
        raise Invalid(_("There is no fact called “%(key)s”: set it first.") % {"key": missing[0]}, code="fact")
    return found
