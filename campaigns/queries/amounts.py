"""Money as people read and write it; everywhere else it is a whole number of minor units."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

WHOLE = frozenset(
    ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"]
)
THOUSANDTHS = frozenset(["bhd", "jod", "kwd", "omr", "tnd"])
"""Currencies whose smallest unit is not a hundredth (ISO 4217)."""


def places_of(currency: str) -> int:
    """How many digits stand behind the point."""
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


def shown(amount: int, currency: str) -> str:
    """12,345 cents as “123.45 EUR”, in the reader's notation."""
    places = places_of(currency)
    return f"{number_format(Decimal(amount).scaleb(-places), places, force_grouping=True)} {currency.upper()}"


def as_written(amount: int, currency: str) -> Decimal:
    """The amount for a field in which people write it."""
    return Decimal(amount).scaleb(-places_of(currency))


def as_kept(written: Decimal, currency: str) -> int:
    """Minor units of what somebody wrote."""
    return int(written.scaleb(places_of(currency)).quantize(Decimal(1), ROUND_HALF_UP))
