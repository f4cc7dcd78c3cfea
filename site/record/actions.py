"""Writing the record and sealing it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import models, transaction

from record.chain import GENESIS, digest
from record.keys import signed
from record.models import Cursor, Entry, Head, Pending, Seal
from record.offline import HEAD, root_of
from record.queries import seals_between
from sitewide.composed import insert, insert_all
from sitewide.jobs import after_commit_once

SEALER = "sealer"
MOST_UNDER_A_HEAD = 4096
"""So that the way from one entry to its head stays short to compute, however busy the day."""


class Numbered(Protocol):
    """Anything with a number: a row, or an id in disguise."""

    @property
    def pk(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a row that nobody loaded: a model's instance costs fifty times as much to make."""

    pk: int


def write(
    verb: str,
    *,
    at: datetime,
    subject: models.Model,
    actor: Numbered | None = None,
    program: Numbered | None = None,
    grant: Numbered | None = None,
    **data: Any,
) -> Entry:
    """Write one entry in the caller's transaction and ring for the sealer after the commit.

    `data` is plain JSON without floats and without personal text. Outside a transaction it refuses: an entry without
    its act, or an act without its entry, must not be possible.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("The record is written in the transaction of the act.")
    entry = Entry(
        at=at, verb=verb, data=data, subject_kind=subject._meta.label_lower, subject_id=subject.pk,
        actor_id=number(actor), program_id=number(program), grant_id=number(grant),
    )  # fmt: skip
    gathered = _GATHERED.get()
    if gathered is None:
        insert(entry)
    else:
        gathered.append(entry)
    after_commit_once("record.tasks.settle")
    return entry


@contextmanager
def written_together() -> Iterator[None]:
    """Entries written inside wait and are stored with one statement at the end, in their order; none if it raises.

    For the busiest acts, in the caller's transaction. Entries have no number before.
    """
    entries: list[Entry] = []
    outer = _GATHERED.set(entries)
    try:
        yield
    finally:
        _GATHERED.reset(outer)
    insert_all(entries)


_GATHERED: ContextVar[list[Entry] | None] = ContextVar("entries that are stored together", default=None)


def number(thing: Numbered | None) -> int | None:
    return None if thing is None else thing.pk


@transaction.atomic
def seal(*, at: datetime, limit: int = 500) -> int:
    """Give committed entries their gapless place and hash, in the order of their numbers; answers how many.

    One sealer works at a time: another waits for the cursor's row and then finds less to do. An entry committed late,
    with a lower number, gets the next place: places follow the order in which entries became visible.
    """
    Cursor.objects.get_or_create(name=SEALER)
    head = Cursor.objects.select_for_update().get(name=SEALER)
    waiting = list(Pending.objects.order_by("pk").values_list("pk", flat=True)[:limit])
    if waiting:
        seals = _chain(Entry.objects.in_bulk(waiting), waiting, head.position, at)
        Seal.objects.bulk_create(seals)
        Pending.objects.filter(pk__in=waiting).delete()
        Cursor.objects.filter(name=SEALER).update(position=seals[-1].position, moved_at=at)
    return len(waiting)


@transaction.atomic
def sign_head(*, at: datetime, issuer: str, most: int = MOST_UNDER_A_HEAD) -> Head | None:
    """Sign how the record stands, over at most `most` entries since the last head; None if there are none.

    One signer works at a time, and never while the sealer seals. `issuer` is the address of the installation.
    """
    Cursor.objects.get_or_create(name=SEALER)
    sealed = Cursor.objects.select_for_update().get(name=SEALER).position
    last = Head.objects.order_by("-position").first()
    after = last.position if last else 0
    position = min(sealed, after + most)
    if position == after:
        return None
    seals = seals_between(after, position)
    told = {"after": after, "position": position, "digest": seals[-1], "root": root_of(seals)}
    token = signed(HEAD, {"iss": issuer, "iat": int(at.timestamp()), **told})
    return Head.objects.create(**told, token=token, signed_at=at)


def _chain(entries: dict[int, Entry], waiting: Sequence[int], position: int, at: datetime) -> list[Seal]:
    previous = Seal.objects.get(position=position).digest if position else GENESIS
    seals = []
    for pk in waiting:
        position += 1
        previous = digest(entries[pk], position, previous)
        seals.append(Seal(position=position, entry_id=pk, digest=previous, sealed_at=at))
    return seals
