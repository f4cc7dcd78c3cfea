"""Work after the commit. A lost ring of the bell loses nothing: what must happen is a row, and beat sweeps the rows."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import current_app
from django.core.cache import DEFAULT_CACHE_ALIAS, cache, caches
from django.core.cache.backends.locmem import LocMemCache
from django.db import transaction

logger = logging.getLogger(__name__)
_BELLS: dict[str, Callable[[], None]] = {}
RUNG_SECONDS = 3
"""How long a ring that nobody has heard keeps others from ringing; by then the sweep has come round."""


def after_commit(task: str, **kwargs: Any) -> None:
    """Queue the task of this dotted path, with JSON keyword arguments, once the transaction around it is committed."""
    transaction.on_commit(lambda: ring(task, **kwargs), robust=True)


def after_commit_once(task: str) -> None:
    """The same for a task that does whatever waits: one that is queued and has not begun is enough for everybody.

    The task begins with `heard`, before it looks at what waits.
    """
    connection = transaction.get_connection()
    here = set(connection.savepoint_ids)
    if any(func is _BELLS.get(task) and savepoints <= here for savepoints, func, *_ in connection.run_on_commit):
        return
    transaction.on_commit(_BELLS.setdefault(task, partial(ring_once, task)), robust=True)


def ring(task: str, **kwargs: Any) -> None:
    """Queue the task now. A broker that is away is logged and passed over; the sweep does the work later."""
    try:
        current_app.send_task(task, kwargs=kwargs, retry=False, ignore_result=True)
    except Exception:
        logger.warning("The broker did not take %s; the next sweep does it.", task, exc_info=True)


def ring_once(task: str) -> None:
    """Queue the task unless it is queued already. Where the cache is not shared with the worker, always."""
    try:
        if not _shared() or cache.add(_bell(task), 1, RUNG_SECONDS):
            ring(task)
    except Exception:
        logger.warning("The cache does not know of %s; it is queued.", task, exc_info=True)
        ring(task)


def heard(task: str) -> None:
    """Say that the task begins: what is committed from now on rings again."""
    try:
        cache.delete(_bell(task))
    except Exception:
        logger.warning("The cache does not forget %s; it does so in %d s.", task, RUNG_SECONDS, exc_info=True)


def _bell(task: str) -> str:
    return f"rung:{task}"


def _shared() -> bool:
    return not isinstance(caches[DEFAULT_CACHE_ALIAS], LocMemCache)
