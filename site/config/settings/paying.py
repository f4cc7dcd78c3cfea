"""Stripe: the key that decides between test and live, and the secrets that its webhooks are signed with."""

from typing import NamedTuple

from django.core.exceptions import ImproperlyConfigured

from config import env

LIVE, TRIAL = ("sk_live_", "rk_live_"), ("sk_test_", "rk_test_")


class Stripe(NamedTuple):
    key: str
    secrets: list[str]
    live: bool


def stripe() -> Stripe:
    """The key, the secrets, and whether money is real: the key's beginning says it.

    Without a key cash rewards are off; a key without a webhook secret refuses to start. Several secrets, with commas,
    let one be exchanged for another without losing a message in between.
    """
    key = env.text("TABARD_STRIPE_KEY", "")
    secrets = env.words("TABARD_STRIPE_WEBHOOK_SECRETS", [])
    if key and not key.startswith(LIVE + TRIAL):
        raise ImproperlyConfigured("TABARD_STRIPE_KEY must begin with sk_test_, rk_test_, sk_live_ or rk_live_.")
    if key and not secrets:
        raise ImproperlyConfigured("TABARD_STRIPE_WEBHOOK_SECRETS must be set where TABARD_STRIPE_KEY is.")
    return Stripe(key, secrets, key.startswith(LIVE))


STRIPE = stripe()
