from celery import shared_task
from django.db.models import Q
from django.utils import timezone

from sitewide.mail import MOST_ATTEMPTS, deliver
from sitewide.models import Letter, SentRequest


@shared_task(name="sitewide.tasks.deliver_due")
def deliver_due() -> int:
    """Send what is due, oldest first, at most a hundred letters a run; answers how many were taken."""
    now = timezone.now()
    due = Letter.objects.filter(sent_at=None, due_at__lte=now, attempts__lt=MOST_ATTEMPTS).order_by("due_at")
    return sum(deliver(letter_id=pk, at=now) for pk in due.values_list("pk", flat=True)[:100])


@shared_task(name="sitewide.tasks.forget_requests")
def forget_requests() -> int:
    """Delete what API clients were answered longer ago than they may ask again; answers how many requests."""
    return SentRequest.objects.filter(at__lt=timezone.now() - SentRequest.KEPT).delete()[0]


@shared_task(name="sitewide.tasks.forget_letters")
def forget_letters() -> int:
    """Delete the letters that were sent, or given up, longer ago than letters are kept; answers how many."""
    done = Q(sent_at__isnull=False) | Q(attempts__gte=MOST_ATTEMPTS)
    return Letter.objects.filter(done, due_at__lt=timezone.now() - Letter.KEPT).delete()[0]
