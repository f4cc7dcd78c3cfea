from celery import shared_task
from django.utils import timezone

from campaigns.actions.recognition import seasons


@shared_task(name="campaigns.tasks.close_seasons")
def close_seasons() -> int:
    """Close every season that is over. Swept by beat and safe to run twice or at the same time; answers how many."""
    return seasons.close_due(at=timezone.now())
