"""A campaign as a plan: what a template holds and a new campaign begins with. Plain data, without dates of its own."""

from dataclasses import asdict, dataclass
from typing import Any

from django_stubs_ext import StrOrPromise

from campaigns.models import Campaign, Goal

VERSION = 1


@dataclass(frozen=True, slots=True)
class PlannedMission:
    """A mission as it is meant; `steps` are (kind, what to do)."""

    name: StrOrPromise
    why: StrOrPromise
    points: int
    places: int
    days: int = 14
    steps: tuple[tuple[str, StrOrPromise], ...] = ()


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
        PlannedMission(**(one | {"steps": tuple((kind, text) for kind, text in one["steps"])}))
        for one in given["missions"]
    )
    facts = tuple((text, source, until) for text, source, until in given["facts"])
    return Plan(
        **given | {"missions": missions, "facts": facts, "dos": tuple(given["dos"]), "donts": tuple(given["donts"])}
    )
