from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from moderation.models.appeal import Appeal


class Pseudonym(models.Model):
    """Under which name a person who decides stands in the public log of a program: kept for good, never anybody else's."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="pseudonyms", verbose_name=_("program"))
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member"))
    name = models.CharField(_("pseudonym"), max_length=24)

    class Meta:
        verbose_name = _("pseudonym")
        verbose_name_plural = _("pseudonyms")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["program", "member"], name="one_pseudonym_per_program_and_member"),
            models.UniqueConstraint(fields=["program", "name"], name="a_pseudonym_is_one_persons"),
        ]

    def __str__(self) -> str:
        return self.name


class Unmasking(models.Model):
    """That somebody who decides an appeal was told who had decided, and why they needed to know. Never changed."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="unmaskings", verbose_name=_("appeal"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=400)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("unmasking")
        verbose_name_plural = _("unmaskings")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["appeal", "by"], name="one_unmasking_per_appeal_and_judge"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="an_unmasking_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.at:%Y-%m-%d}"
