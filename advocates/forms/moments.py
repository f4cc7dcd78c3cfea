"""Moments that a program can have."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LAST_YEAR = 2199


def not_beyond(moment: date) -> None:
    """Refuse what lies so far ahead that no clock of another zone could tell it."""
    if moment.year > LAST_YEAR:
        raise ValidationError(_("Choose a day before the year %(year)s."), code="day", params={"year": LAST_YEAR + 1})
