"""Named readers of the sealed record. Each reads in order, at least once, and keeps its own cursor.

What a handler does in the database is committed together with the cursor: so it happens exactly once. What it does
outside must be safe to do twice.
"""

import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from record.models import Cursor, Entry, Failure, Seal

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 8
Handler = Callable[[Entry], None]


@dataclass(frozen=True, slots=True)
class Consumer:
    name: str
    verbs: frozenset[str]
    handle: Handler


REGISTERED: dict[str, Consumer] = {}


def subscribe(name: str, *, verbs: Iterable[str], handle: Handler) -> None:
    """Register a consumer; called from `AppConfig.ready`. A second one of the same name replaces the first."""
    REGISTERED[name] = Consumer(name, frozenset(verbs), handle)


def consume(consumer: Consumer, *, at: datetime, limit: int = 100) -> int:
    """Handle the next sealed entries; answers how many positions the cursor moved.

    Nothing is done while another worker holds the cursor. An entry whose handler fails stops the reader until the
    next sweep; after `MOST_ATTEMPTS` it is passed over, stays in `Failure` and turns `/health/ready` to a warning.
    """
    Cursor.objects.get_or_create(name=consumer.name)
    with transaction.atomic():
        cursor = Cursor.objects.select_for_update(skip_locked=True).filter(name=consumer.name).first()
        if cursor is None:
            return 0
        start = cursor.position
        failing = set(Failure.objects.filter(consumer=consumer.name).values_list("position", flat=True))
        for seal in Seal.objects.filter(position__gt=start).select_related("entry").order_by("position")[:limit]:
            if seal.entry.verb in consumer.verbs and not _handled(consumer, seal, at, failing):
                break
            cursor.position = seal.position
        if cursor.position > start:
            cursor.moved_at = at
            cursor.save()
        return cursor.position - start


def _handled(consumer: Consumer, seal: Seal, at: datetime, failing: Collection[int]) -> bool:
    """True if the reader may go on: the entry was handled, or has failed so often that it is passed over.

    `failing` are the positions that failed before: what is handled after all is a failure no more.
    """
    try:
        with transaction.atomic():
            consumer.handle(seal.entry)
    except Exception as error:
        logger.exception("%s failed on entry %s of the record", consumer.name, seal.position)
        return _failed(consumer, seal, error, at)
    if seal.position in failing:
        Failure.objects.filter(consumer=consumer.name, position=seal.position).delete()
    return True


def _failed(consumer: Consumer, seal: Seal, error: Exception, at: datetime) -> bool:
    key = {"consumer": consumer.name, "position": seal.position}
    failure = Failure.objects.filter(**key).first() or Failure(**key)
    failure.attempts += 1
    failure.error, failure.at = f"{type(error).__name__}: {error}"[:2000], at
    failure.passed_over = failure.attempts >= MOST_ATTEMPTS
    failure.save()
    return failure.passed_over


@transaction.atomic
def retry(failure: Failure, *, at: datetime) -> bool:
    """Handle a passed-over entry again, out of order; True if it worked and the failure is gone."""
    consumer = REGISTERED[failure.consumer]
    locked = Failure.objects.select_for_update().filter(pk=failure.pk).first()
    if locked is None:
        return True
    seal = Seal.objects.select_related("entry").get(position=locked.position)
    handled = _handled(consumer, seal, at, {seal.position})
    return handled and not Failure.objects.filter(pk=failure.pk).exists()
