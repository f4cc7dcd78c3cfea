"""Named readers of the sealed record. Each reads in order, at least once, and keeps its own cursor.

What a handler does in the database is committed together with the cursor: so it happens exactly once. What it does
outside must be safe to do twice. A handler that locks rows which people's acts lock, too, is subscribed with `batch=1`,
or with the verbs `alone` at which it does: rows of several entries that stay locked together are taken in the order of
the record, not in that of the acts.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from record.models import Cursor, Entry, Failure, Seal

logger = logging.getLogger(__name__)
MOST_ATTEMPTS = 8
MOST_TOGETHER = 100
"""Entries whose handling is committed together, where a consumer asks for nothing else."""
Handler = Callable[[Entry], None]


@dataclass(frozen=True, slots=True)
class Consumer:
    name: str
    verbs: frozenset[str]
    handle: Handler
    batch: int = MOST_TOGETHER
    alone: frozenset[str] = frozenset()


REGISTERED: dict[str, Consumer] = {}


def subscribe(
    name: str, *, verbs: Iterable[str], handle: Handler, batch: int = MOST_TOGETHER, alone: Iterable[str] = ()
) -> None:
    """Register a consumer; called from `AppConfig.ready`. Two that differ cannot have one name (ValueError).

    At most `batch` handled entries are committed together, and one of the verbs `alone` with no other that is handled;
    the rows that their handler locks are free again then.
    """
    made = Consumer(name, frozenset(verbs), handle, batch, frozenset(alone))
    if REGISTERED.setdefault(name, made) != made:
        raise ValueError(f"Another consumer is called {name} already.")


def consume(consumer: Consumer, *, at: datetime, limit: int = 100) -> int:
    """Handle the next sealed entries; answers how many positions the cursor moved.

    Nothing is done while another worker holds the cursor. An entry whose handler fails stops the reader until the
    next sweep; after `MOST_ATTEMPTS` it is passed over, stays in `Failure` and turns `/health/ready` to a warning.
    """
    start = Cursor.objects.get_or_create(name=consumer.name)[0].position
    next_ones = Seal.objects.filter(position__gt=start).select_related("entry").order_by("position")[:limit]
    moved = 0
    for together in _portions(consumer, list(next_ones)):
        step = _read_on(consumer, together, start + moved, at)
        moved += step
        if step < len(together):
            break
    return moved


def _portions(consumer: Consumer, seals: list[Seal]) -> Iterator[list[Seal]]:
    """The same in order, cut after every so many that are handled, and around each that is handled alone."""
    portion: list[Seal] = []
    handled = 0
    for seal in seals:
        alone = seal.entry.verb in consumer.alone
        if alone and handled:
            yield portion
            portion, handled = [], 0
        portion.append(seal)
        handled += seal.entry.verb in consumer.verbs
        if alone or handled == consumer.batch:
            yield portion
            portion, handled = [], 0
    if portion:
        yield portion


@transaction.atomic
def _read_on(consumer: Consumer, seals: list[Seal], start: int, at: datetime) -> int:
    """Handle these, which follow the position `start`; none where another worker holds or has moved the cursor."""
    cursor = Cursor.objects.select_for_update(skip_locked=True).filter(name=consumer.name, position=start).first()
    if cursor is None:
        return 0
    failing = set(Failure.objects.filter(consumer=consumer.name).values_list("position", flat=True))
    for seal in seals:
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
