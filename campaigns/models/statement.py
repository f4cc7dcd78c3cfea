from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class MonthlyStatement(models.Model):
    """A member's closed month: with what it began and ended, and the last line of the member's posted before it closed.

    `month` is its first day, in the program's zone. What is posted after the closing belongs to a later month, whatever
    moment it is about. There is none for a month in which nothing moved. Never changed, never deleted.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="statements", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="statements", verbose_name=_("member")
    )
    month = models.DateField(_("month"))
    last_entry = models.BigIntegerField(_("last line"))
    opening = models.BigIntegerField(_("points at the beginning"))
    closing = models.BigIntegerField(_("points at the end"))
    opening_held = models.BigIntegerField(_("points on hold at the beginning"))
    closing_held = models.BigIntegerField(_("points on hold at the end"))
    closed_at = models.DateTimeField(_("closed at"))

    class Meta:
        verbose_name = _("monthly statement")
        verbose_name_plural = _("monthly statements")
        constraints = [
            models.UniqueConstraint(fields=["member", "program", "month"], name="one_statement_per_person_and_month")
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.month:%Y-%m}"


class ClosedMonth(models.Model):
    """A month of a program whose statements are all closed; `last_entry` is the ledger's last line at that time."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="closed_months", verbose_name=_("program"))
    month = models.DateField(_("month"))
    last_entry = models.BigIntegerField(_("last line"))
    closed_at = models.DateTimeField(_("closed at"))

    class Meta:
        verbose_name = _("closed month")
        verbose_name_plural = _("closed months")
        constraints = [models.UniqueConstraint(fields=["program", "month"], name="a_month_is_closed_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
