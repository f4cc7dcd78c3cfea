from celery import shared_task
from django.utils import timezone

from moderation.actions.cases import return_lapsed
from moderation.actions.transparency import publish_due
from moderation.actions.trials import run_next


@shared_task(name="moderation.tasks.return_lapsed_claims")
def return_lapsed_claims() -> int:
    """Take away claims whose time is over; answers how many."""
    return return_lapsed(at=timezone.now())


@shared_task(name="moderation.tasks.publish_transparency")
def publish_transparency() -> int:
    """Publish the last quarter's transparency reports; answers how many."""
    return publish_due(at=timezone.now())


@shared_task(name="moderation.tasks.try_rules")
def try_rules() -> int:
    """Work off the dry runs that wait; answers how many. Rung after each commit that asks for one, swept by beat."""
    done = 0
    while run_next(clock=timezone.now) is not None:
        done += 1
    return done
