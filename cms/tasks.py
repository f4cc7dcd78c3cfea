from celery import shared_task
from django.utils import timezone

from cms.actions import reading, scheduling


@shared_task(name="cms.tasks.send_scheduled")
def send_scheduled() -> int:
    """Say or hold the scheduled posts that are due; answers how many. Swept by beat, safe to run twice or at once."""
    return scheduling.send_due(at=timezone.now())


@shared_task(name="cms.tasks.close_reading_days")
def close_reading_days() -> int:
    """Make numbers of the readers of the days that are over; answers how many days. Safe to run twice."""
    return reading.close_days(today=timezone.now().date())
