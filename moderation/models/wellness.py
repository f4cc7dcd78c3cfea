from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SHORTEST_BREAK, LONGEST_BREAK = 10, 240
"""Minutes of work after which a break can be asked for."""
MOST_A_DAY = 500


class Wellness(models.Model):
    """How a person wants to be treated at the desk. Nobody else reads it; staff may know that a limit is set.

    `daily_limit` is how many heavy cases they want to see in a day; empty: as many as there are, and nothing is kept
    of what they saw. `looked` are the cases that they looked at on `day`, forgotten with the next.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="wellness", verbose_name=_("person")
    )
    blur = models.BooleanField(_("blur pictures until I ask for them"), default=True)
    grey = models.BooleanField(_("show pictures in grey"), default=False)
    break_minutes = models.PositiveSmallIntegerField(_("remind me of a break after"), null=True, blank=True)
    daily_limit = models.PositiveSmallIntegerField(_("heavy cases a day, at most"), null=True, blank=True)
    day = models.DateField(_("day"), null=True, blank=True, editable=False)
    looked: Any = models.JSONField(_("looked at on that day"), default=list, blank=True, editable=False)

    class Meta:
        verbose_name = _("wellness setting")
        verbose_name_plural = _("wellness settings")
        constraints = [
            models.CheckConstraint(
                condition=Q(break_minutes=None)
                | Q(break_minutes__gte=SHORTEST_BREAK, break_minutes__lte=LONGEST_BREAK),
                name="a_break_comes_after_some_minutes",
            ),
            models.CheckConstraint(
                condition=Q(daily_limit=None) | Q(daily_limit__gte=1, daily_limit__lte=MOST_A_DAY),
                name="a_daily_limit_lets_something_through",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def looked_on(self, day: date) -> list[int]:
        """The heavy cases that were looked at on this day, as far as they were counted."""
        return list(self.looked) if self.day == day else []

    def spare_on(self, day: date) -> int | None:
        """How many more heavy cases they want to see on this day; None without a limit."""
        return None if self.daily_limit is None else max(0, self.daily_limit - len(self.looked_on(day)))
