"""A campaign as a plan: what a template holds and a new campaign begins with. Plain data, without dates of its own."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaigns.models import Campaign, Goal

VERSION = 1


@dataclass(frozen=True, slots=True)
class PlannedMission:
    """A mission as it is meant; `steps` are (kind, what to do); `criteria` (what is looked for, marks, needed)."""

    name: StrOrPromise
    why: StrOrPromise
    points: int
    places: int
    days: int = 14
    steps: tuple[tuple[str, StrOrPromise], ...] = ()
    criteria: tuple[tuple[StrOrPromise, int, int], ...] = ((_("It was done as the steps say."), 1, 1),)


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
            **one | {"steps": tuple(map(tuple, one["steps"])), "criteria": tuple(map(tuple, one["criteria"]))}
        )
        for one in given["missions"]
    )
    facts = tuple((text, source, until) for text, source, until in given["facts"])
    return Plan(
        **given | {"missions": missions, "facts": facts, "dos": tuple(given["dos"]), "donts": tuple(given["donts"])}
    )
