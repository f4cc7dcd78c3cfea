import logging

from celery import shared_task
from django.utils import timezone

from record.actions import seal
from record.consumers import REGISTERED, consume
from record.models import Heartbeat

logger = logging.getLogger(__name__)
ROUNDS = 20


@shared_task(name="record.tasks.settle")
def settle() -> int:
    """Seal what waits and let every consumer read on, until all stand still or twenty rounds are over.

    Safe to run twice and at the same time; rung after each commit and swept by beat.
    """
    moved = 0
    for _round in range(ROUNDS):
        step = seal(at=timezone.now())
        step += sum(consume(consumer, at=timezone.now()) for consumer in list(REGISTERED.values()))
        moved += step
        if not step:
            break
    return moved


@shared_task(name="record.tasks.heartbeat")
def heartbeat() -> None:
    """Say that a worker works and beat beats."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
