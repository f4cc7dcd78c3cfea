from celery import shared_task
from django.utils import timezone

from cms.actions import scheduling


@shared_task(name="cms.tasks.send_scheduled")
def send_scheduled() -> int:
    """Say or hold the scheduled posts that are due; answers how many. Swept by beat, safe to run twice or at once."""
    return scheduling.send_due(at=timezone.now())
