"""Money as people write it: whole minor units to an amount with its currency, and back."""

from decimal import Decimal

from django.utils.formats import number_format

from campaigns.models.payout import WITHOUT_MINOR


def places_of(currency: str) -> int:
    return 0 if currency in WITHOUT_MINOR else 2


def told(amount: int, currency: str) -> str:
    """`1,234.50 EUR` for 123450 and eur."""
    return f"{figure(amount, currency)} {currency.upper()}"


def figure(amount: int, currency: str) -> str:
    """`1,234.50`, where the currency stands beside it."""
    places = places_of(currency)
    return number_format(Decimal(amount).scaleb(-places), decimal_pos=places, use_l10n=True, force_grouping=True)


def minor(amount: Decimal, currency: str) -> int:
    """Whole minor units of an amount that a person typed; what is smaller than one is cut off."""
    return int(amount.scaleb(places_of(currency)))
