"""The saved views of a desk, each with how many cases wait in it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from moderation.models import SavedView
from moderation.queries.filters import Filters, filters_of
from moderation.queries.queue import how_many
from moderation.queries.standing import Standing


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One view as the desk lists it. `waiting` is counted up to 99, then `99+`."""

    view: SavedView
    filters: Filters
    waiting: str
    mine: bool


def views_of(standing: Standing) -> QuerySet[SavedView]:
    """The person's own and the shared ones of the program."""
    own = Q(owner=standing.person, shared=False) | Q(shared=True)
    return SavedView.objects.filter(own, program=standing.program)


def lines_of(standing: Standing, narrowed: Callable[[Filters], Q]) -> list[ViewLine]:
    """At most a dozen of each, and a bounded count for every line."""
    lines = []
    for view in views_of(standing)[: 2 * SavedView.MOST]:
        filters = filters_of(view.filters)
        lines.append(ViewLine(view, filters, counted(standing, narrowed(filters)), view.owner_id == standing.person.pk))
    return lines


def counted(standing: Standing, narrowed: Q) -> str:
    number, more = how_many(standing, narrowed=narrowed)
    return f"{number}+" if more else str(number)
