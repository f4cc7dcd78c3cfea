from celery import shared_task
from django.utils import timezone

from moderation.actions.cases import return_lapsed
from moderation.actions.transparency import publish_due


@shared_task(name="moderation.tasks.return_lapsed_claims")
def return_lapsed_claims() -> int:
    """Take away claims whose time is over; answers how many."""
    return return_lapsed(at=timezone.now())


@shared_task(name="moderation.tasks.publish_transparency")
def publish_transparency() -> int:
    """Publish the last quarter's transparency reports; answers how many."""
    return publish_due(at=timezone.now())
