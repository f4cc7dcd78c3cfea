"""How an entry and its place become the SHA-256 that chains it to the one before."""

import hashlib
import json
from datetime import UTC

from record.models import Entry

GENESIS = "0" * 64


def canonical(entry: Entry, position: int, previous: str) -> bytes:
    """The bytes that a seal hashes: a JSON array in UTF-8 without spaces, keys sorted, the time in UTC microseconds."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    fields = [position, previous, entry.pk, at, entry.verb, entry.program_id, entry.actor_id, entry.grant_id]
    fields += [entry.subject_kind, entry.subject_id, entry.data]
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def digest(entry: Entry, position: int, previous: str) -> str:
    """The seal's hash, as 64 hexadecimal digits; `previous` is that of the position before, or `GENESIS`."""
    return hashlib.sha256(canonical(entry, position, previous)).hexdigest()
