from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accounts.actions.profiles import release_names


@shared_task(name="accounts.tasks.clear_sessions")
def clear_sessions() -> None:
    """Delete sessions that are over."""
    call_command("clearsessions")


@shared_task(name="accounts.tasks.release_names")
def release_imitating_names() -> int:
    """Once a day: brands and staff that came later do not leave older imitations standing."""
    return release_names(at=timezone.now())
