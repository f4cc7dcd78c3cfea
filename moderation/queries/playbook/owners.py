"""Who owns a scenario, in words, and whether there is anybody behind those words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from advocates.models import CommunityManager, Enrolment, Program
from moderation.models import Scenario
from moderation.queries.passing import in_effect


@dataclass(frozen=True, slots=True)
class Living:
    """Who of a program can own something at a moment; three queries, whatever is asked of it then."""

    managers: frozenset[int]
    enrolled: frozenset[int]
    moderated: tuple[str, ...]

    def person(self, person_id: int | None) -> bool:
        """Whether this is an active account of a manager or of somebody enrolled."""
        return person_id in self.managers or person_id in self.enrolled

    def moderates(self, path: str) -> bool:
        """Whether anybody moderates this place."""
        return any(path.startswith(scope) for scope in self.moderated)

    def owner(self, scenario: Scenario) -> bool:
        """Whether somebody stands behind the owner of the scenario."""
        match scenario.owner:
            case Scenario.Owner.MANAGERS:
                return bool(self.managers)
            case Scenario.Owner.PERSON:
                return self.person(scenario.owner_person_id)
            case _:
                place = scenario.owner_place or scenario.place
                return self.moderates(place.path) if place else bool(self.moderated)

    def heir(self, scenario: Scenario) -> bool:
        """Whether somebody is told once the time is over."""
        return bool(self.managers) if scenario.else_to_id is None else scenario.else_to_id in self.managers


def living_in(program: Program, *, at: datetime) -> Living:
    """Read it: managers, those enrolled, and where somebody moderates under a live grant."""
    staff = CommunityManager.objects.filter(program=program, member__is_active=True)
    running = Enrolment.objects.filter(program=program, ended_at=None, term_starts__lte=at, term_ends__gt=at)
    enrolled = running.filter(member__is_active=True)
    grants = in_effect(program.pk, at=at).filter(advocate__is_active=True)
    held = grants.filter(Exists(running.filter(member=OuterRef("advocate"))))
    return Living(
        frozenset(staff.values_list("member", flat=True)), frozenset(enrolled.values_list("member", flat=True)),
        tuple(held.values_list("scope__path", flat=True).distinct()),
    )  # fmt: skip


def managers_told(program: Program, named: Iterable[User | None]) -> list[User]:
    """Whom an escalation reaches: the managers named, or all where one is not named or manages here no more."""
    staff = User.objects.filter(manages__program=program, is_active=True).order_by("pk")
    by_number = {person.pk: person for person in staff}
    asked = list(named)
    if not asked or any(person is None or person.pk not in by_number for person in asked):
        return list(by_number.values())
    return [by_number[pk] for pk in sorted({person.pk for person in asked if person})]


def owner_words(scenario: Scenario) -> str:
    match scenario.owner:
        case Scenario.Owner.MANAGERS:
            return _("the community managers")
        case Scenario.Owner.PERSON:
            return scenario.owner_person.in_full if scenario.owner_person else _("nobody")
        case _:
            place = scenario.owner_place or scenario.place
            return _("whoever moderates %(place)s") % {"place": place.title} if place else _("whoever moderates there")


def else_words(scenario: Scenario) -> str:
    """What happens once the time is over."""
    if scenario.else_to:
        return _("staff decide; %(name)s is told") % {"name": scenario.else_to.in_full}
    return _("staff decide; all managers are told")
