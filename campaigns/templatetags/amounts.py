"""Money and countries in templates."""

from django import template

from campaigns.queries.amounts import told
from campaigns.queries.countries import name_of

register = template.Library()


@register.filter
def money(amount: int, currency: str) -> str:
    """Minor units in words; nothing where there is no currency."""
    return told(amount, currency) if currency else ""


@register.filter
def country(code: str) -> str:
    """The country's name."""
    return name_of(code)
