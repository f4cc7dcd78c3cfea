"""Where the queue begins, for whoever takes from its head.

Every claim and decision leaves a dead entry at the head of the index. PostgreSQL tidies them away, but not while some
session still reads an older state of the database: during a dump or a long report, whoever looks from the top passes
over everything that was decided since it began, and each claim costs more than the one before.

So once looking from the top is slow, the key of the first case that anybody could take is remembered, for a second, or
for as long as keeps the looking at a twentieth of the time. Claims begin there. A case that comes back, or arrives,
further in front waits for the next look; nothing is lost, and where looking is quick the order is exact.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection
from django.db.models import Q

from moderation.models import Case
from moderation.queries.queue import OPEN, ORDER, Key, in_nobodys_hands
from sitewide.memory import Memory

MOST_CLAIMS = 16
"""So many claims in one process before it looks how slow the head has become."""
SLOW = 0.002
SLOW_CLAIM = 0.05
"""Seconds; whoever finds a case from the top no sooner has nobody wait for sixteen claims before the front is looked for."""
SECONDS, SHARE = 1.0, 20.0
PATIENCE = 30
"""Seconds after which another looks where whoever was looking has died."""


class Front(NamedTuple):
    """The key that stands just before the first case to be had, and until when (Unix time) it is believed."""

    key: Key | None
    until: float


NONE = Front(None, 0.0)
_claims: Memory[int] = Memory(seconds=3600, most=1000)
_known: Memory[Front] = Memory(seconds=1, most=1000)
"""What this process read from the cache that all of them share."""


def front_of(program_id: int, *, at: datetime) -> Key | None:
    """The key behind which to look for the next case; None to look from the top."""
    if connection.vendor != "postgresql":
        return None
    name = _name(program_id)
    known = _known.find(name) or _read(name)
    if known.until > time.time():
        return known.key
    claims = (_claims.find(name) or 0) + 1
    _claims.keep(name, claims)
    if known.key is None and claims < MOST_CLAIMS:
        return None
    return _looked(name, program_id, at).key


@contextmanager
def watched(program_id: int) -> Iterator[None]:
    """Around looking from the top for a case to take: where that is very slow, the next claim looks for the front."""
    begun = time.perf_counter()
    yield
    if time.perf_counter() - begun > SLOW_CLAIM:
        _claims.keep(_name(program_id), MOST_CLAIMS)


def anybodys(program_id: int, at: datetime) -> Q:
    """The condition that somebody, whoever it is, could take the case at this moment."""
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=at)
    return Q(in_nobodys_hands(at), awake, state=OPEN, leader=None, program=program_id)


def _name(program_id: int) -> str:
    return f"moderation.front.{program_id}"


def _read(name: str) -> Front:
    known: Front = cache.get(name) or NONE
    _known.keep(name, known)
    return known


def _looked(name: str, program_id: int, at: datetime) -> Front:
    """Look from the top and tell all processes what was slow to find; while another looks, what was known until now."""
    if not cache.add(f"{name}.looking", True, PATIENCE):
        return _read(name)
    begun = time.perf_counter()
    first = (
        Case.objects.filter(anybodys(program_id, at)).order_by(*ORDER).values_list("urgency", "due_at", "pk").first()
    )
    took = time.perf_counter() - begun
    front = NONE
    if first and took > SLOW:
        life = max(SECONDS, SHARE * took)
        front = Front(Key(first[0], first[1], first[2] - 1), time.time() + life)
        cache.set(name, front, PATIENCE + life)
    else:
        cache.delete(name)
    _claims.keep(name, 0)
    _known.keep(name, front)
    cache.delete(f"{name}.looking")
    return front
