"""Money as people write it: whole minor units to an amount with its currency, and back."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from campaigns.models.payout import WITHOUT_MINOR
from sitewide.errors import Invalid


def places_of(currency: str) -> int:
    """None for those that Stripe, too, counts in whole units; every other has hundredths here."""
    return 0 if currency in WITHOUT_MINOR else 2


def told(amount: int, currency: str) -> str:
    """`1,234.50 EUR` for 123450 and eur."""
    return f"{figure(amount, currency)} {currency.upper()}"


def figure(amount: int, currency: str) -> str:
    """`1,234.50`, where the currency stands beside it."""
    return number_format(
        major(amount, currency), decimal_pos=places_of(currency), use_l10n=True, force_grouping=True
    )  # fmt: skip


def major(amount: int, currency: str) -> Decimal:
    """Minor units as the amount that people write."""
    return Decimal(amount).scaleb(-places_of(currency))


def minor(amount: Decimal, currency: str) -> int:
    """Whole minor units of an amount that a person typed. Refuses (422) a part of one: a yen has no hundredths."""
    found = amount.scaleb(places_of(currency))
    if found != int(found):
        raise Invalid(
            _("%(currency)s has no smaller part than that.") % {"currency": currency.upper()}, code="bad_amount"
        )
    return int(found)
