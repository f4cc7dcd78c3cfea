"""The queue: the open cases a person may decide, most urgent first. Cut to scopes in SQL, paged by key, never counted.

Nothing here depends on how long the queue is: a page begins inside the index at its key, one level of urgency at a time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from accounts.models import User
from moderation.models import Case
from moderation.queries.conflicts import unbiased
from moderation.queries.passing import not_passed_over, waits_for_opinion
from moderation.queries.places import few_pages, firsts_of
from moderation.queries.standing import Standing
from sitewide.composed import Composed

Found = TypeVar("Found")
ORDER = ("-urgency", "due_at", "pk")
PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SPARE = 10
"""So many more are looked at than a page shows, for the case that some are the reader's own or flagged by them."""
AT_ONCE = 64
"""Moderators who may be taking a case in the same moment."""
MOST_COUNTED = 99
OPEN = RawSQL("'open'", ())
"""The state, written out: PostgreSQL then knows before it is told any value that the index of open cases will do."""


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue; `older` is the key of the next page, empty on the last."""

    cases: list[Case]
    older: str


class Key(NamedTuple):
    """Where in the order of the queue a case stands."""

    urgency: int
    due_at: datetime
    number: int

    def __str__(self) -> str:
        return f"{self.urgency}_{(self.due_at - EPOCH) // timedelta(microseconds=1)}_{self.number}"


def visible(standing: Standing) -> QuerySet[Case]:
    """Every case of the program, open or not, that lies where this person may look."""
    return Case.objects.filter(standing.within(), program=standing.program)


def waiting(standing: Standing) -> QuerySet[Case]:
    """The open cases this person may decide: those offered to them, without a conflict."""
    return offered(standing).filter(without_conflict(standing.person))


def offered(standing: Standing) -> QuerySet[Case]:
    """The open cases in sight that nobody else holds, that are kept for nobody else, not snoozed, and that this person
    did not pass over; those handed to staff only for staff. A case that is decided with its leader is not among them.

    It is what stands in order in the index. Conflicts are asked for the few cases found: each is several tables more,
    and the planner, asked for all of it at once, takes longer to think than everything else together.
    """
    person, at, about = standing.person.pk, standing.at, {"state": OPEN, "leader": None}
    cases = visible(standing).filter(free_for(person, at), not_passed_over(person, at), **about)
    return cases if standing.is_staff else cases.filter(escalated=False)


def without_conflict(person: User) -> Coalesce:
    """`unbiased` for one row after the other: wrapped, so that the planner does not make one join of all its tables."""
    return Coalesce(ExpressionWrapper(unbiased(person), BooleanField()), Value(True))


def free_for(person_id: int, at: datetime) -> Q:
    """Nobody else holds it at this moment or has it kept for them, and it is not snoozed. What has lapsed needs nobody
    to take it away."""
    unclaimed = in_nobodys_hands(at) | Q(claimed_by=person_id)
    unhanded = Q(handed_to=None) | Q(handed_until__lte=at) | Q(handed_to=person_id)
    return unclaimed & unhanded & (Q(snoozed_until=None) | Q(snoozed_until__lte=at))


def in_nobodys_hands(at: datetime) -> Q:
    return Q(claimed_by=None) | Q(claimed_until__lte=at)


def key_of(case: Case) -> Key:
    return Key(case.urgency, case.due_at, case.pk)


def key_read(text: str) -> Key | None:
    """The key that was written so; None where it cannot be read."""
    try:
        urgency, due, number = (int(part) for part in text.split("_"))
        return Key(urgency, EPOCH + timedelta(microseconds=due), number)
    except (ValueError, OverflowError):
        return None


def in_order(rows: QuerySet[Case], after: Key | None, count: int, pages: Sequence[str] | None = None) -> list[Case]:
    """At most so many, from the first that stands behind `after`, or from the first of all; `pages` are `few_pages`.

    Of few pages some more are looked up than wanted, for the case that others are locking the first ones.
    """

    def first(rows: QuerySet[Case], count: int) -> list[Case]:
        if pages is not None:
            found = firsts_of(rows, pages, ORDER, count + AT_ONCE)
            rows = rows.filter(pk__in=[number for number, *_rest in found])
        return list(rows.order_by(*ORDER)[:count])

    return _in_steps(rows, after, count, first)


def keys_in_order(rows: QuerySet[Case], after: Key | None, count: int, pages: Sequence[str] | None = None) -> list[Key]:
    """The same, of the keys alone."""

    def first(rows: QuerySet[Case], count: int) -> list[Key]:
        if pages is not None:
            return [Key(urgency, due_at, number) for number, urgency, due_at in firsts_of(rows, pages, ORDER, count)]
        return [key_of(case) for case in rows.only("urgency", "due_at").order_by(*ORDER)[:count]]

    return _in_steps(rows, after, count, first)


def _in_steps(
    rows: QuerySet[Case], after: Key | None, count: int, first: Callable[[QuerySet[Case], int], list[Found]]
) -> list[Found]:
    """Two steps where one would do, the rest of a level and then the levels below: each begins inside the index, while
    one condition for both reads and passes over everything since the level began."""
    if after is None:
        return first(rows, count)
    found = first(rows.filter(same_level(after)), count)
    if len(found) < count:
        found += first(rows.filter(urgency__lt=after.urgency), count - len(found))
    return found


def same_level(after: Key) -> Q:
    """The condition that a case stands behind the key, on its level of urgency."""
    behind = Q(due_at__gt=after.due_at) | Q(pk__gt=after.number)
    return Q(behind, urgency=after.urgency, due_at__gte=after.due_at)


def page_of_queue(standing: Standing, *, key: str = "", size: int = PAGE, narrowed: Q | None = None) -> QueuePage:
    """One page of what also fits `narrowed`, a condition on cases, with what each line shows; however long the queue."""
    rows, after, pages = offered(standing).filter(narrowed or Q()), key_read(key), few_pages(standing)
    found: list[Case] = []
    while len(found) <= size:
        next_ones = keys_in_order(rows, after, size + SPARE, pages)
        found += _shown(standing, next_ones)
        if len(next_ones) < size + SPARE:
            break
        after = next_ones[-1]
    return QueuePage(found[:size], str(key_of(found[size - 1])) if len(found) > size else "")


def _shown(standing: Standing, keys: list[Key]) -> list[Case]:
    """Those without a conflict, with what each line of the queue shows."""
    numbers = without_conflicts(standing.person, [key.number for key in keys])
    rows = offered(standing).filter(pk__in=numbers) if numbers else Case.objects.none()
    rows = rows.annotate(wants_opinion=waits_for_opinion())
    return list(rows.select_related("message__page", "message__author").prefetch_related("causes").order_by(*ORDER))


def without_conflicts(person: User, numbers: Sequence[int]) -> list[int]:
    """Those of these cases that no conflict keeps the person from; one query for every thirty."""
    free: list[int] = []
    for begin in range(0, len(numbers), len(_PLACES)):
        some = numbers[begin : begin + len(_PLACES)]
        values = dict.fromkeys(_PLACES, 0) | dict(zip(_PLACES, some, strict=False))
        free += [case.pk for case in _UNBIASED.rows(person_id=person.pk, **values)]
    return free


def _unbiased(person_id: int, **numbers: int) -> QuerySet[Case]:
    free = Case.objects.filter(without_conflict(User(pk=person_id)), pk__in=list(numbers.values()))
    return free.only("pk").order_by()


_PLACES = [f"number_{place}" for place in range(PAGE + SPARE)]
_UNBIASED = Composed(_unbiased, person_id=int, **dict.fromkeys(_PLACES, int))


def how_many(standing: Standing, narrowed: Q | None = None) -> tuple[int, bool]:
    """How many wait, counted up to 99, and whether there are more."""
    rows = waiting(standing).filter(narrowed or Q())
    numbers = rows.order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1]
    found = len(numbers)
    return min(found, MOST_COUNTED), found > MOST_COUNTED
