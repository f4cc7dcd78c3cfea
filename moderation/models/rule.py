from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class Rule(models.Model):
    """What opens a case by itself: links from new members, or words of a list. `holds`: the message waits meanwhile."""

    class Kind(models.TextChoices):
        NEWCOMER_LINK = "newcomer_link", _("link from a new member")
        WORDS = "words", _("word list")

    program = models.ForeignKey(Program, models.CASCADE, related_name="rules", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    words = models.TextField(_("words"), blank=True, help_text=_("One word or phrase a line."))
    newcomer_days = models.PositiveSmallIntegerField(
        _("days a member counts as new"), default=7, validators=[MaxValueValidator(365)]
    )
    holds = models.BooleanField(_("holds the message"), default=True)
    severity = models.PositiveSmallIntegerField(_("severity"), default=2, validators=[MaxValueValidator(4)])
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")

    def __str__(self) -> str:
        return self.name
