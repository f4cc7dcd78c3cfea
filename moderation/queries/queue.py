"""The queue: the open cases a person may decide, most urgent first. Cut to scopes in SQL, paged by key, never counted."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from moderation.models import Case
from moderation.queries.conflicts import unbiased
from moderation.queries.standing import Standing

ORDER = ("-urgency", "due_at", "pk")
PAGE = 20
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOST_COUNTED = 99


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page of the queue; `older` is the key of the next page, empty on the last."""

    cases: list[Case]
    older: str


def visible(standing: Standing) -> QuerySet[Case]:
    """Every case of the program, open or not, that lies where this person may look."""
    return Case.objects.filter(standing.within(), program=standing.program)


def waiting(standing: Standing) -> QuerySet[Case]:
    """The open cases this person may decide: without a conflict, not in another's hands, handed to staff only for staff."""
    person, at = standing.person, standing.at
    cases = visible(standing).filter(unbiased(person), free_for(person.pk, at), state=Case.State.OPEN)
    return cases if standing.is_staff else cases.filter(escalated=False)


def free_for(person_id: int, at: datetime) -> Q:
    """No other person holds a claim at this moment. A lapsed one needs nobody to take it away."""
    return Q(claimed_by=None) | Q(claimed_until__lte=at) | Q(claimed_by=person_id)


def after(key: str) -> Q:
    """The condition that a case comes after the one with this key; everything where the key cannot be read."""
    try:
        level, due, number = (int(part) for part in key.split("_"))
        moment = EPOCH + timedelta(microseconds=due)
    except (ValueError, OverflowError):
        return Q()
    later = Q(due_at__gt=moment) | Q(due_at=moment, pk__gt=number)
    return Q(urgency__lte=level) & (Q(urgency__lt=level) | Q(urgency=level) & later)


def key_of(case: Case) -> str:
    return f"{case.urgency}_{(case.due_at - EPOCH) // timedelta(microseconds=1)}_{case.pk}"


def page_of_queue(standing: Standing, *, key: str = "", size: int = PAGE) -> QueuePage:
    """One page, with what each line shows; a single query whatever the length of the queue."""
    rows = waiting(standing).filter(after(key)) if key else waiting(standing)
    shown = ("message__page", "message__author")
    found = list(rows.select_related(*shown).prefetch_related("causes").order_by(*ORDER)[: size + 1])
    return QueuePage(found[:size], key_of(found[size - 1]) if len(found) > size else "")


def how_many(standing: Standing) -> tuple[int, bool]:
    """How many wait, counted up to 99, and whether there are more."""
    numbers = waiting(standing).order_by().values_list("pk", flat=True)[: MOST_COUNTED + 1]
    found = len(numbers)
    return min(found, MOST_COUNTED), found > MOST_COUNTED
