from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class TransparencyReport(models.Model):
    """What was published about a quarter: the bytes, their hash, and up to which place of the record they were computed.

    Computing it again from the sealed entries up to `position` gives the same bytes. Never changed, never deleted.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="transparency", verbose_name=_("program"))
    year = models.PositiveSmallIntegerField(_("year"))
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    position = models.BigIntegerField(_("last place of the record"))
    sha256 = models.CharField("SHA-256", max_length=64)
    text = models.TextField(_("report"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("transparency report")
        verbose_name_plural = _("transparency reports")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["program", "year", "quarter"], name="one_report_per_program_and_quarter"),
            models.CheckConstraint(condition=models.Q(quarter__range=(1, 4)), name="a_year_has_four_quarters"),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.label}"

    def get_absolute_url(self) -> str:
        return f"/decisions/reports/{self.label}/"

    @property
    def label(self) -> str:
        """As `2026-Q3`."""
        return f"{self.year}-Q{self.quarter}"
