"""How an entry and its place become the SHA-256 that chains it to the one before."""

from datetime import UTC
from typing import Any

from record.models import Entry
from record.offline import GENESIS, chained

__all__ = ["GENESIS", "digest", "told"]


def told(entry: Entry) -> list[Any]:
    """The entry as it is hashed and exported: plain values, the time in UTC with microseconds."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    about = [entry.pk, at, entry.verb, entry.program_id, entry.actor_id, entry.grant_id]
    return [*about, entry.subject_kind, entry.subject_id, entry.data]


def digest(entry: Entry, position: int, previous: str) -> str:
    """The seal's hash, as 64 hexadecimal digits; `previous` is that of the position before, or `GENESIS`."""
    return chained(position, previous, told(entry))
