from celery import shared_task
from django.utils import timezone

from advocates.models import Program
from moderation.actions.cases import return_lapsed
from moderation.actions.playbook.fits import escalate_overdue, look_again_at_fits
from moderation.actions.playbook.unmapped import list_due
from moderation.actions.trials import run_next


@shared_task(name="moderation.tasks.return_lapsed_claims")
def return_lapsed_claims() -> int:
    """Take away claims whose time is over; answers how many."""
    return return_lapsed(at=timezone.now())


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


@shared_task(name="moderation.tasks.try_rules")
def try_rules() -> int:
    """Work off the dry runs that wait; answers how many. Rung after each commit that asks for one, swept by beat."""
    done = 0
    while run_next(clock=timezone.now) is not None:
        done += 1
    return done
