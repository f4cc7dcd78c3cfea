"""Reading the record: what is said about a thing, whether the chain holds, and how far it is sealed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from record.chain import GENESIS, digest, told
from record.keys import known_keys
from record.models import Cursor, Entry, Failure, Head, Pending, Seal
from record.offline import HEAD, DoesNotHold, path_of, read_token

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
    """Walk the whole chain and stop at the first entry that is altered, missing or out of order.

    Then every signed head must be signed by a known key and say what the chain says at its place.
    """
    furthest = Cursor.objects.aggregate(furthest=models.Max("position"))["furthest"] or 0
    expected, previous = 1, GENESIS
    for seal, entry in _sealed():
        fault = _fault(seal, entry, expected, previous)
        if fault:
            return Verified(expected - 1, previous, fault)
        expected, previous = expected + 1, seal.digest
    fault = _missing_end(expected, furthest) or _never_sealed() or _unlike_its_head()
    return Verified(expected - 1, previous, fault)


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


def _unlike_its_head() -> Fault | None:
    keys = known_keys()
    for head in Head.objects.order_by("position").iterator():
        try:
            said = read_token(head.token, keys, typ=HEAD)
        except DoesNotHold as fault:
            return Fault(head.position, 0, "signature", f"The signed head of position {head.position}: {fault}")
        digests = Seal.objects.filter(position=head.position).values_list("digest", flat=True)
        if [(said["position"], said["digest"])] != [(head.position, digest) for digest in digests]:
            sentence = f"The record is not the one that was signed at position {head.position}."
            return Fault(head.position, 0, "rewritten", sentence)
    return None


def seals_between(after: int, position: int) -> list[str]:
    """The digests of the places `after` < place <= `position`, in order."""
    seals = Seal.objects.filter(position__gt=after, position__lte=position)
    return list(seals.order_by("position").values_list("digest", flat=True))


def exported() -> Iterator[dict[str, Any]]:
    """The sealed record, one position at a time, as `record.offline` checks it. Refuses to pass over a missing entry."""
    for seal, entry in _sealed():
        if entry is None:
            raise LookupError(f"Entry {seal.entry_id}, at position {seal.position}, is missing.")
        yield {"position": seal.position, "seal": seal.digest, "entry": told(entry)}


@dataclass(frozen=True, slots=True)
class Included:
    """One sealed entry with its way up to the signed head that covers it; no head while none was signed since."""

    entry: Entry
    position: int
    seal: str
    previous: str
    path: list[list[str]]
    head: Head | None

    def plain(self, *, shown: bool) -> dict[str, Any]:
        """As `offline.check_message` reads it; an entry that is not shown is its seal alone."""
        return {
            "position": self.position, "seal": self.seal, "previous": self.previous, "path": self.path,
            "entry": told(self.entry) if shown else None, "head": self.head.token if self.head else None,
        }  # fmt: skip


def included(subject: models.Model, most: int = 50) -> list[Included]:
    """The sealed entries about a thing, oldest first, each with its way up: three queries and one for each head."""
    found = list(entries_about(subject).filter(seal__isnull=False).select_related("seal")[:most])
    places = [entry.seal.position for entry in found]
    before = dict(Seal.objects.filter(position__in=[place - 1 for place in places]).values_list("position", "digest"))
    heads = _heads_over(places)
    trees = {head.pk: seals_between(head.after, head.position) for head in {*heads.values()}}
    return [_included(entry, before, heads.get(entry.seal.position), trees) for entry in found]


def _heads_over(places: list[int]) -> dict[int, Head]:
    covering = models.Q(pk__in=[])
    for place in places:
        covering |= models.Q(after__lt=place, position__gte=place)
    heads = list(Head.objects.filter(covering))
    return {place: head for place in places for head in heads if head.after < place <= head.position}


def _included(entry: Entry, before: dict[int, str], head: Head | None, trees: dict[int, list[str]]) -> Included:
    place, seal = entry.seal.position, entry.seal.digest
    path = path_of(trees[head.pk], place - head.after - 1) if head else []
    return Included(entry, place, seal, before.get(place - 1, GENESIS), path, head)


def heads_before(before: int | None, most: int) -> tuple[list[Head], int | None]:
    """Signed heads below a position, newest first, and the position to go on from, if there are more."""
    heads = Head.objects.order_by("-position")
    found = list((heads if before is None else heads.filter(position__lt=before))[: most + 1])
    return found[:most], found[most - 1].position if len(found) > most else None
