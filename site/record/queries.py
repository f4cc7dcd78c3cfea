"""Reading the record: what is said about a thing, whether the chain holds, and how far it is sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models

from record.chain import GENESIS, digest
from record.models import Cursor, Entry, Failure, Pending, Seal

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the record does not hold. `position` is 0 where the entry never had one."""

    position: int
    entry_id: int
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Verified:
    """How many entries hold, the digest of the last, and the first fault if there is one."""

    entries: int
    head: str
    fault: Fault | None


def entries_about(subject: models.Model) -> models.QuerySet[Entry]:
    """All that was done to a thing, oldest first."""
    return Entry.objects.filter(subject_kind=subject._meta.label_lower, subject_id=subject.pk).order_by("id")


def sealed_until() -> tuple[int, datetime | None, int]:
    """The last position, when it was sealed, and how many entries still wait."""
    head = Seal.objects.order_by("-position").first()
    waiting = Pending.objects.count()
    return (head.position, head.sealed_at, waiting) if head else (0, None, waiting)


def passed_over() -> int:
    """How many entries some consumer has given up on."""
    return Failure.objects.filter(passed_over=True).count()


def verify() -> Verified:
    """Walk the whole chain and stop at the first entry that is altered, missing or out of order."""
    furthest = Cursor.objects.aggregate(furthest=models.Max("position"))["furthest"] or 0
    expected, previous = 1, GENESIS
    for seal, entry in _sealed():
        fault = _fault(seal, entry, expected, previous)
        if fault:
            return Verified(expected - 1, previous, fault)
        expected, previous = expected + 1, seal.digest
    return Verified(expected - 1, previous, _missing_end(expected, furthest) or _never_sealed())


def _sealed() -> Iterator[tuple[Seal, Entry | None]]:
    last = 0
    while batch := list(Seal.objects.filter(position__gt=last).order_by("position")[:BATCH]):
        entries = Entry.objects.in_bulk([seal.entry_id for seal in batch])
        for seal in batch:
            yield seal, entries.get(seal.entry_id)
        last = batch[-1].position


def _fault(seal: Seal, entry: Entry | None, expected: int, previous: str) -> Fault | None:
    if seal.position != expected:
        return Fault(expected, 0, "missing", f"The seal of position {expected} is missing.")
    if entry is None:
        sentence = f"Entry {seal.entry_id}, at position {expected}, is missing."
        return Fault(expected, seal.entry_id, "missing", sentence)
    if digest(entry, expected, previous) != seal.digest:
        sentence = f"Entry {entry.pk}, at position {expected}, was altered or put in another place after it was sealed."
        return Fault(expected, entry.pk, "altered", sentence)
    return None


def _missing_end(expected: int, furthest: int) -> Fault | None:
    """Seals cut off at the end: the sealer's own cursor, or a reader's, was already further on before the walk."""
    if furthest < expected:
        return None
    return Fault(
        expected, 0, "missing", f"The record ends before position {expected}, but was sealed up to {furthest}."
    )


def _never_sealed() -> Fault | None:
    """An entry that has neither a seal nor waits for one was put in beside the sealer."""
    stray = Entry.objects.filter(seal=None, pending=None).order_by("id").first()
    if stray is None:
        return None
    return Fault(0, stray.pk, "stray", f"Entry {stray.pk} has no seal and does not wait for one.")
