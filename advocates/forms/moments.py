"""Moments that a program can have."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 2000, 2199


def not_beyond(moment: date) -> None:
    """Refuse what lies so far back or ahead that the clock of another zone could not tell it."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        told = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(_("Choose a day between the years %(first)s and %(last)s."), code="day", params=told)
