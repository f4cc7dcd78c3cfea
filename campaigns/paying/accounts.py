import logging

from django.conf import settings

from campaigns import stripe_gateway
from campaigns.actions import pay_accounts
from campaigns.models import PayAccount
from campaigns.paying import Clock
from campaigns.stripe_answers import Busy, Refused, Standing, Unsure

logger = logging.getLogger(__name__)


def onboarding_url(account: PayAccount, *, back: str, clock: Clock) -> str:
    """Open the account at Stripe if it is not open, and answer where the person gives their details.

    Raises what the gateway raises; asking again is safe, for the account's own key opens it once.
    """
    if not account.stripe_id:
        known = stripe_gateway.open_account(
            key=f"account-{account.uid.hex}-{account.country}", country=account.country, email=account.member.email,
            about={"pay_account": account.uid.hex},
        )  # fmt: skip
        account = pay_accounts.opened(account.pk, stripe_id=known, at=clock())
    url = stripe_gateway.onboarding_link(account.stripe_id, back=back)
    if not stripe_gateway.may_go_to(url):
        raise Refused("foreign_address")
    return url


def refresh(account: PayAccount, *, clock: Clock) -> bool:
    """Ask Stripe how the account stands; whether it answered. One that Stripe does not know any more is closed."""
    asked_at = clock()
    try:
        standing = stripe_gateway.standing(account.stripe_id)
    except Refused as no:
        if no.code not in (stripe_gateway.GONE, "resource_missing"):
            raise
        standing = Standing(account.stripe_id, True, "restricted", "restricted", (), settings.TABARD_STRIPE_LIVE)
    except (Busy, Unsure) as trouble:
        logger.warning("Pay account %s cannot be asked for now: %s", account.pk, trouble)
        return False
    pay_accounts.refreshed(account.pk, standing, asked_at=asked_at)
    return True
