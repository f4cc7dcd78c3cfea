"""Trips of the breaker with everything that a manager decides by."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from advocates.models import Halt
from cms.breaker import sentence
from cms.models import Message, Trip


@dataclass(frozen=True, slots=True)
class Shown:
    """One trip: why, the messages that are alike, the halts that came of it, and whose grants they stop."""

    trip: Trip
    causes: list[str]
    alike: list[Message]
    halts: list[Halt]

    @property
    def people(self) -> list[Any]:
        found = {halt.grant.advocate.pk: halt.grant.advocate for halt in self.halts if halt.grant}
        return list(found.values())


def trips_of(program_ids: Any) -> QuerySet[Trip]:
    """Open ones first, then the newest."""
    rows = Trip.objects.filter(program__in=program_ids)
    return rows.select_related("program", "message__author", "message__page", "message__exercise", "closed_by")


def shown(rows: list[Trip]) -> list[Shown]:
    """Two queries for all of them, besides that of the rows."""
    alike: dict[int, list[Message]] = {row.pk: [] for row in rows}
    halts: dict[int, list[Halt]] = {row.pk: [] for row in rows}
    links = Trip.alike.through.objects.filter(trip__in=alike).select_related("message__author", "message__page")
    for link in links.order_by("message_id"):
        alike[link.trip_id].append(link.message)
    stops = Trip.halts.through.objects.filter(trip__in=halts).select_related(
        "halt__grant__advocate", "halt__grant__scope"
    )
    for stop in stops.order_by("halt_id"):
        halts[stop.trip_id].append(stop.halt)
    return [Shown(row, [sentence(one) for one in row.causes], alike[row.pk], halts[row.pk]) for row in rows]


def counted(program_ids: Any) -> dict[str, int]:
    """How many trips there are in each state."""
    rows = Trip.objects.filter(program__in=program_ids)
    found: dict[str, int] = rows.aggregate(**{state: Count("pk", filter=Q(state=state)) for state in Trip.State.values})
    return found
