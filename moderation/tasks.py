from celery import shared_task
from django.utils import timezone

from moderation.actions.cases import return_lapsed


@shared_task(name="moderation.tasks.return_lapsed_claims")
def return_lapsed_claims() -> int:
    """Take away claims whose time is over; answers how many."""
    return return_lapsed(at=timezone.now())
