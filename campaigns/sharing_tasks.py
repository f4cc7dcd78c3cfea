"""What beat does about referrals and ideas. Every task is safe to run twice or at once."""

from celery import shared_task
from django.utils import timezone

from advocates.models import Program
from campaigns.actions import ideas, referrals


@shared_task(name="campaigns.tasks.keep_referrals")
def keep_referrals() -> int:
    """Let count what was on hold long enough, make numbers of the clicks of past days, forget buyers of a year ago."""
    now = timezone.now()
    referrals.close_click_days(today=now.date())
    referrals.forget_buyers(at=now)
    return referrals.settle_due(at=now)


@shared_task(name="campaigns.tasks.keep_ideas")
def keep_ideas() -> int:
    """Weigh votes anew, and tell whoever owes an answer that is overdue."""
    for program in Program.objects.filter(practice_of=None, ideas__isnull=False).distinct():
        ideas.weigh(program)
    return ideas.remind(at=timezone.now())
