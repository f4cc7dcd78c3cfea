from celery import shared_task
from django.utils import timezone

from campaigns.actions import addresses


@shared_task(name="campaigns.tasks.erase_addresses")
def erase_addresses() -> int:
    """Erase postal addresses whose time is over; answers how many. Swept by beat and safe to run twice or at once."""
    return addresses.erase_due(at=timezone.now())
