"""What the apps above tell about places and accounts: how many people are at places, and what an account has underway.

Registered from each `AppConfig.ready`; what nobody registered is not told, so that no figure is invented.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import User
from advocates.models import Program

PeopleAt = Callable[[Iterable[int], datetime], int]
"""From the numbers of pages and a moment: the distinct people who have published something there since then."""


@dataclass(frozen=True, slots=True)
class Underway:
    """Something of an account that goes on by itself or could be finished: `url` leads to it where there is a page.

    `refused` is the sentence of the rule of rights where it would be stopped.
    """

    what: Any
    until: datetime
    url: str = ""
    refused: str = ""


Soon = Callable[[User, Program, datetime, datetime], Iterable[Underway]]
"""From a person, a program, now and until: what is due or open in that time."""

ReadersADay = Callable[[Iterable[int], date], int | None]
"""From the numbers of pages and today: how many people read them on an average day."""

_people: list[PeopleAt] = []
_readers: list[ReadersADay] = []
_soon: dict[str, Soon] = {}


def count_people(by: PeopleAt) -> None:
    """Registering again replaces."""
    _people[:] = [by]


def count_readers(by: ReadersADay) -> None:
    """Registering again replaces."""
    _readers[:] = [by]


def readers_a_day(page_ids: Iterable[int], today: date) -> int | None:
    """None where nothing was counted yet."""
    return _readers[0](page_ids, today) if _readers else None


def tell_soon(name: str, by: Soon) -> None:
    """Registering under the same name again replaces."""
    _soon[name] = by


def people_at(page_ids: Iterable[int], since: datetime) -> int | None:
    """None where nothing counts them."""
    return _people[0](page_ids, since) if _people else None


def underway(person: User, program: Program, at: datetime, until: datetime) -> dict[str, list[Underway]]:
    """By the name under which each app tells it."""
    return {name: list(tell(person, program, at, until)) for name, tell in _soon.items()}
