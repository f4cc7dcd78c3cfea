"""A campaign as a plan: what a template holds and a new campaign begins with. Plain data, without dates of its own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaigns.models import Campaign, Goal

VERSION = 1


class PlannedStep(NamedTuple):
    """What to do, and what the step is set to, as its kind stores it; a plan that comes with the product sets nothing."""

    kind: str
    text: StrOrPromise
    settings: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PlannedMission:
    """A mission as it is meant; `criteria` are (what is looked for, marks, needed).

    `place`, `interest` and `course` are numbers of rows of the program that it was taken from: whom it is for.
    """

    name: StrOrPromise
    why: StrOrPromise
    points: int
    places: int
    days: int = 14
    steps: tuple[PlannedStep, ...] = ()
    criteria: tuple[tuple[StrOrPromise, int, int], ...] = ((_("It was done as the steps say."), 1, 1),)
    per_person: int = 1
    per_week: int = 1
    tier: int = 0
    language: str = ""
    place: int | None = None
    interest: int | None = None
    course: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`days` is how long it lasts; `facts` are (text, source, ISO date until which it holds); `to_find` is for managers."""

    name: StrOrPromise
    summary: StrOrPromise = ""
    metric: str = Goal.Metric.POSTS
    audience: str = Campaign.Audience.ALL
    audience_note: StrOrPromise = ""
    gets: StrOrPromise = ""
    disclosure: StrOrPromise = ""
    days: int = 28
    points_budget: int = 0
    to_find: StrOrPromise = ""
    facts: tuple[tuple[str, str, str], ...] = ()
    dos: tuple[StrOrPromise, ...] = ()
    donts: tuple[StrOrPromise, ...] = ()
    missions: tuple[PlannedMission, ...] = ()

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"version": VERSION}


def plan_of(data: dict[str, Any]) -> Plan:
    """The plan that `as_data` gave, read again from JSON."""
    given = {name: value for name, value in data.items() if name != "version"}
    missions = tuple(
        PlannedMission(
            **one
            | {
                "steps": tuple(PlannedStep(*step) for step in one["steps"]),
                "criteria": tuple(map(tuple, one["criteria"])),
            }
        )
        for one in given["missions"]
    )
    facts = tuple((text, source, until) for text, source, until in given["facts"])
    return Plan(
        **given | {"missions": missions, "facts": facts, "dos": tuple(given["dos"]), "donts": tuple(given["donts"])}
    )
