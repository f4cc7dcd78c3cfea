"""Work after the commit. A lost ring of the bell loses nothing: what must happen is a row, and beat sweeps the rows."""

import logging
from typing import Any

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)


def after_commit(task: str, **kwargs: Any) -> None:
    """Queue the task of this dotted path, with JSON keyword arguments, once the transaction around it is committed."""
    transaction.on_commit(lambda: ring(task, **kwargs), robust=True)


def ring(task: str, **kwargs: Any) -> None:
    """Queue the task now. A broker that is away is logged and passed over; the sweep does the work later."""
    try:
        current_app.send_task(task, kwargs=kwargs, retry=False, ignore_result=True)
    except Exception:
        logger.warning("The broker did not take %s; the next sweep does it.", task, exc_info=True)
