from celery import shared_task
from django.utils import timezone

from campaigns.actions import expiry, holds
from campaigns.models import PayAccount
from campaigns.paying import accounts, reading, reconciling, sending
from sitewide.jobs import heard


@shared_task(name="campaigns.tasks.pay")
def pay() -> int:
    """Send the payouts that are due and look up those in doubt; answers how many were touched."""
    heard("campaigns.tasks.pay")
    return sending.pay(clock=timezone.now)


@shared_task(name="campaigns.tasks.read_stripe_events")
def read_stripe_events() -> int:
    """Work off the messages from Stripe; answers how many. Rung when one is stored, swept by beat."""
    heard("campaigns.tasks.read_stripe_events")
    return reading.read(clock=timezone.now)


@shared_task(name="campaigns.tasks.refresh_pay_account")
def refresh_pay_account(*, account_id: int) -> bool:
    """Ask Stripe how a person's account stands; whether it answered."""
    account = PayAccount.objects.exclude(stripe_id="").filter(pk=account_id).first()
    return account is not None and accounts.refresh(account, clock=timezone.now)


@shared_task(name="campaigns.tasks.reconcile", time_limit=1800)
def reconcile() -> int:
    """Compare the last days with Stripe, line by line; answers how many differences there are."""
    return reconciling.reconcile(clock=timezone.now)


@shared_task(name="campaigns.tasks.keep_points")
def keep_points() -> int:
    """Release the points whose time on hold is over, write the letters about points that end, expire what is over.

    Swept by beat and safe to run twice, at once, or to be killed anywhere; answers how many holds and points ended.
    """
    now = timezone.now()
    released = holds.release_due(at=now)
    expiry.remind(at=now)
    return released + expiry.expire_due(at=now)
