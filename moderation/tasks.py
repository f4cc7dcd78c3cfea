from celery import shared_task
from django.utils import timezone

from advocates.models import Program
from moderation.actions import alarms, alike
from moderation.actions.appeal_talk import ring_late
from moderation.actions.cases import return_lapsed
from moderation.actions.classifier import teach
from moderation.actions.measures import expire_due
from moderation.actions.playbook.fits import escalate_overdue, look_again_at_fits
from moderation.actions.playbook.unmapped import list_due
from moderation.actions.transparency import publish_due
from moderation.actions.trials import run_next
from moderation.models import Classifier


@shared_task(name="moderation.tasks.return_lapsed_claims")
def return_lapsed_claims() -> int:
    """Take away claims whose time is over; answers how many."""
    return return_lapsed(at=timezone.now())


@shared_task(name="moderation.tasks.watch_promises")
def watch_promises() -> int:
    """Put late cases higher, tell who can decide them, and free what waits behind a case that is over."""
    at = timezone.now()
    return alarms.age(at=at) + alike.tend(at=at) + alarms.ring(at=at)


@shared_task(name="moderation.tasks.keep_standing")
def keep_standing() -> int:
    """Note which measures are over and tell managers of appeals that run late; answers how many of both."""
    at = timezone.now()
    return expire_due(at=at) + ring_late(at=at)


@shared_task(name="moderation.tasks.keep_playbook")
def keep_playbook() -> int:
    """Fit open cases anew where the map has changed, and hand on those whose time is over; answers how many of these.

    Swept by beat and safe to run twice, at once, or to be killed anywhere.
    """
    now = timezone.now()
    for program in Program.objects.filter(scenarios__isnull=False).distinct().order_by("pk"):
        look_again_at_fits(program, at=now)
    return escalate_overdue(at=now)


@shared_task(name="moderation.tasks.list_unmapped")
def list_unmapped() -> int:
    """Make the weekly lists of what no scenario fits, each once; answers how many."""
    return list_due(at=timezone.now())


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


@shared_task(name="moderation.tasks.teach_classifiers")
def teach_classifiers() -> int:
    """Teach the classifiers for which somebody asked; answers how many."""
    asked = list(Classifier.objects.filter(asked_at__isnull=False).select_related("program"))
    for row in asked:
        teach(row.program, at=timezone.now())
    return len(asked)
