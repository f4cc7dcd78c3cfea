"""The saved views of a desk, each with how many cases wait in it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from moderation.models import Case, SavedView
from moderation.queries.filters import Filters, filters_of
from moderation.queries.queue import MOST_COUNTED, ORDER, waiting
from moderation.queries.standing import Standing

MOST_LOOKED_AT = 2_000


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One view as the desk lists it. `waiting` is a number up to 99, with a plus where there are more."""

    view: SavedView
    filters: Filters
    waiting: str
    mine: bool


def views_of(standing: Standing) -> QuerySet[SavedView]:
    """The person's own and the shared ones of the program."""
    own = Q(owner=standing.person, shared=False) | Q(shared=True)
    return SavedView.objects.filter(own, program=standing.program)


def lines_of(standing: Standing, narrowed: Callable[[Filters], Q]) -> list[ViewLine]:
    """At most a dozen of each. Counted among the 2,000 most urgent cases, so that a count costs the same in any queue."""
    views = list(views_of(standing)[: 2 * SavedView.MOST])
    if not views:
        return []
    front = list(waiting(standing).order_by(*ORDER).values_list("pk", flat=True)[: MOST_LOOKED_AT + 1])
    lines = []
    for view in views:
        filters = filters_of(view.filters)
        number = _counted(front[:MOST_LOOKED_AT], narrowed(filters))
        lines.append(
            ViewLine(view, filters, _told(number, len(front) > MOST_LOOKED_AT), view.owner_id == standing.person.pk)
        )
    return lines


def _counted(front: list[int], narrowed: Q) -> int:
    return len(Case.objects.filter(narrowed, pk__in=front).values_list("pk", flat=True)[: MOST_COUNTED + 1])


def _told(number: int, more_behind: bool) -> str:
    """`99+`; or `7+` where the queue goes on behind the cases that were looked at."""
    return f"{min(number, MOST_COUNTED)}+" if number > MOST_COUNTED or more_behind else str(number)
