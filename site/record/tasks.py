import time
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from record.actions import SEALER, seal, sign_head
from record.consumers import REGISTERED, Consumer, consume
from record.models import Cursor, Heartbeat, Pending
from sitewide.jobs import heard

ROUNDS = 20
GATHER_SECONDS = 0.1
"""How long a worker lets acts gather before it settles them together: a round costs the same for one as for many."""


@shared_task(name="record.tasks.settle", bind=True)
def settle(self: Any) -> int:
    """Seal what waits and let every consumer read on, until all stand still or twenty rounds are over.

    Safe to run twice and at the same time; rung after each commit and swept by beat.
    """
    if not self.request.called_directly:
        time.sleep(GATHER_SECONDS)
    heard("record.tasks.settle")
    moved = 0
    for _round in range(ROUNDS):
        step = seal(at=timezone.now()) if Pending.objects.exists() else 0
        step += sum(consume(consumer, at=timezone.now()) for consumer in _behind())
        moved += step
        if not step:
            break
    return moved


def _behind() -> list[Consumer]:
    """The consumers that have not read all that is sealed; one query."""
    positions = dict(Cursor.objects.values_list("name", "position"))
    sealed = positions.get(SEALER, 0)
    return [consumer for consumer in list(REGISTERED.values()) if positions.get(consumer.name, 0) < sealed]


@shared_task(name="record.tasks.sign")
def sign() -> int:
    """Sign how the record stands today; answers with how many heads. Safe to run twice: nothing new, no head."""
    signed = 0
    while sign_head(at=timezone.now(), issuer=settings.WAGTAILADMIN_BASE_URL):
        signed += 1
    return signed


@shared_task(name="record.tasks.heartbeat")
def heartbeat() -> None:
    """Say that a worker works and beat beats."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
