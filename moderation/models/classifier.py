from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from moderation.models.case import Case


class Classifier(models.Model):
    """What a program's own decisions taught about words. It may put a case forward in the queue; it decides nothing.

    `weights` are numbers by word, stored as text: nothing is ever unpickled. `precision` and `recall` (percent) were
    measured on decisions that it had not learnt from. `trained_at` is empty until it learnt something.
    """

    program = models.OneToOneField(Program, models.CASCADE, related_name="classifier", verbose_name=_("program"))
    active = models.BooleanField(_("active"), default=False)
    asked_at = models.DateTimeField(_("training asked for at"), null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    trouble = models.CharField(_("why it could not learn"), max_length=200, blank=True)
    trained_at = models.DateTimeField(_("trained at"), null=True)
    learnt_from = models.PositiveIntegerField(_("decided cases it learnt from"), default=0)
    against = models.PositiveIntegerField(_("of those decided against"), default=0)
    precision = models.PositiveSmallIntegerField(_("precision"), null=True)
    recall = models.PositiveSmallIntegerField(_("recall"), null=True)
    weights: Any = models.JSONField(_("weights"), default=dict)

    class Meta:
        verbose_name = _("classifier")
        verbose_name_plural = _("classifiers")
        constraints = [
            models.CheckConstraint(
                condition=Q(active=False) | Q(trained_at__isnull=False), name="a_classifier_has_learnt_before_it_is_on"
            )
        ]

    def __str__(self) -> str:
        return str(self.program)


class CaseScore(models.Model):
    """How likely the classifier thinks a decision against the message is, in percent, and the words that say so.

    `raised`: the case was put one step forward for it.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="score", verbose_name=_("case"))
    percent = models.PositiveSmallIntegerField(_("percent"))
    words: Any = models.JSONField(_("words that weigh most"), default=list)
    raised = models.BooleanField(_("put forward"), default=False)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("guess about a case")
        verbose_name_plural = _("guesses about cases")

    def __str__(self) -> str:
        return f"{self.percent} %"
