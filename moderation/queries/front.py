"""Where the queue begins, for whoever takes from its head.

Every claim and decision leaves a dead entry at the head of the index. PostgreSQL tidies them away, but not while some
session still reads an older state of the database: during a dump or a long report, whoever looks from the top passes
over everything that was decided since it began, and each claim costs more than the one before.

So once looking from the top is slow, the key of the first case that anybody could take is remembered, for a second, or
for as long as keeps the looking at a twentieth of the time. Claims begin there. A case that comes back, or arrives,
further in front waits for the next look; nothing is lost, and where looking is quick the order is exact.
"""

import time
from datetime import datetime
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection
from django.db.models import Q

from moderation.models import Case
from moderation.queries.queue import OPEN, ORDER, Key
from sitewide.memory import Memory

MOST_CLAIMS = 64
"""So many claims in one process before it looks how slow the head has become."""
SLOW = 0.002
SECONDS, SHARE = 1.0, 20.0
PATIENCE = 30
"""Seconds after which another looks where whoever was looking has died."""


class Front(NamedTuple):
    """The key that stands just before the first case to be had, and until when (Unix time) it is believed."""

    key: Key
    until: float


_claims: Memory[int] = Memory(seconds=3600, most=1000)
_known: Memory[Front] = Memory(seconds=60, most=1000)


def front_of(program_id: int, *, at: datetime) -> Key | None:
    """The key behind which to look for the next case; None to look from the top."""
    if connection.vendor != "postgresql":
        return None
    name = f"moderation.front.{program_id}"
    claims = _claims.find(name) or 0
    if claims < MOST_CLAIMS:
        _claims.keep(name, claims + 1)
        return None
    return _remembered(name) or _looked(name, program_id, at)


def anybodys(program_id: int, at: datetime) -> Q:
    """The condition that somebody, whoever it is, could take the case at this moment."""
    unclaimed = Q(claimed_by=None) | Q(claimed_until__lte=at)
    awake = Q(snoozed_until=None) | Q(snoozed_until__lte=at)
    return Q(unclaimed, awake, state=OPEN, leader=None, program=program_id)


def _remembered(name: str) -> Key | None:
    known = _known.find(name)
    if known is None or known.until <= time.time():
        known = cache.get(name)
    if known is None or known.until <= time.time():
        return None
    _known.keep(name, known)
    return known.key


def _looked(name: str, program_id: int, at: datetime) -> Key | None:
    """Look from the top and remember what was slow to find; while another looks, what was known until now."""
    old: Front | None = cache.get(name)
    if not cache.add(f"{name}.looking", True, PATIENCE):
        return old.key if old else None
    begun = time.perf_counter()
    first = (
        Case.objects.filter(anybodys(program_id, at)).order_by(*ORDER).values_list("urgency", "due_at", "pk").first()
    )
    took = time.perf_counter() - begun
    found = Key(first[0], first[1], first[2] - 1) if first and took > SLOW else None
    if found:
        life = max(SECONDS, SHARE * took)
        cache.set(name, Front(found, time.time() + life), PATIENCE + life)
    else:
        cache.delete(name)
        _claims.keep(name, 0)
    cache.delete(f"{name}.looking")
    return found
