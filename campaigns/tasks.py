from celery import shared_task
from django.utils import timezone

from campaigns.actions import addresses, expiry, hints, holds, simulations, statements
from campaigns.actions.missions.offering import offer_due
from campaigns.actions.recognition import rounds, seasons
from campaigns.actions.submissions.working import lapse_due
from campaigns.actions.tax import forms as tax_forms
from campaigns.checking import check_due
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


@shared_task(name="campaigns.tasks.run_simulations")
def run_simulations() -> int:
    """Work off the simulations that wait; answers how many. Rung after each commit that asks for one, swept by beat."""
    done = 0
    while simulations.run_next(clock=timezone.now) is not None:
        done += 1
    return done


@shared_task(name="campaigns.tasks.look_for_hints")
def look_for_hints() -> int:
    """Look at how the last weeks' points were earned; answers how many hints are new. Safe to run twice."""
    return hints.look_everywhere(at=timezone.now())


@shared_task(name="campaigns.tasks.erase_addresses")
def erase_addresses() -> int:
    """Erase postal addresses whose time is over; answers how many. Swept by beat and safe to run twice or at once."""
    return addresses.erase_due(at=timezone.now())


@shared_task(name="campaigns.tasks.offer_missions")
def offer_missions() -> int:
    """Invite to open missions, and free the places of those whose time is over; answers how many of both."""
    now = timezone.now()
    return offer_due(at=now) + lapse_due(at=now)


@shared_task(name="campaigns.tasks.check_submissions")
def check_submissions() -> int:
    """Check what was sent; answers how many. Rung after each sending, swept by beat."""
    return check_due(at=timezone.now())


@shared_task(name="campaigns.tasks.close_seasons")
def close_seasons() -> int:
    """Close every season that is over. Swept by beat and safe to run twice or at the same time; answers how many."""
    return seasons.close_due(at=timezone.now())


@shared_task(name="campaigns.tasks.award_earned")
def award_earned() -> int:
    """Give badges by rule to those who met it before; answers how many did. Rung when a rule is switched on."""
    row = rounds.run_next(clock=timezone.now)
    return row.in_all if row else 0


@shared_task(name="campaigns.tasks.close_statements")
def close_statements() -> int:
    """Close the months that are over, with a letter each, and end tax forms whose last day is over; answers how many of
    both. Swept by beat and safe to run twice or at the same time."""
    now = timezone.now()
    return statements.close_due(at=now) + tax_forms.expire_due(at=now)
