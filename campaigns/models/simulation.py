from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class Simulation(models.Model):
    """What the last quarter would have cost under a draft of the earning rules, beside the rules of the day it was asked.

    `draft` and `now` are lists of terms, one a kind; `result` is written once, when the run is done. It changes no
    contribution. Switched on, the draft becomes the rules; that happens once, and only while `now` are still the rules.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="simulations", verbose_name=_("program"))
    draft: Any = models.JSONField(_("draft"))
    now: Any = models.JSONField(_("rules of that day"))
    begins = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("to"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    beaten_at = models.DateTimeField(_("last sign of progress"), null=True)
    in_all = models.PositiveIntegerField(_("contributions in all"), default=0)
    looked_at = models.PositiveIntegerField(_("contributions looked at"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True)
    result: Any = models.JSONField(_("result"), default=dict)
    switched_on_at = models.DateTimeField(_("switched on at"), null=True)
    switched_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("switched on by")
    )

    class Meta:
        verbose_name = _("simulation of earning rules")
        verbose_name_plural = _("simulations of earning rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(switched_on_at=None, switched_on_by=None)
                | Q(switched_on_at__isnull=False, switched_on_by__isnull=False, done_at__isnull=False),
                name="only_what_was_simulated_is_switched_on",
            )
        ]
        indexes = [models.Index(fields=["id"], name="simulations_waiting", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return f"{self.program} {self.asked_at:%Y-%m-%d %H:%M}"
