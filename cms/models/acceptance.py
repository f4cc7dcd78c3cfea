from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cms.models.message import Message


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def standing(self) -> "AcceptanceQuerySet":
        """What was accepted and not undone, of messages that readers see."""
        return self.filter(undone_at=None, answer__state=Message.State.PUBLISHED)


class Acceptance(models.Model):
    """Somebody's answer marked as the one that helped, by who asked or by staff. One stands for each question."""

    question = models.ForeignKey(Message, models.PROTECT, related_name="+", verbose_name=_("question"))
    answer = models.OneToOneField(Message, models.PROTECT, related_name="acceptance", verbose_name=_("answer"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects: ClassVar[models.Manager["Acceptance"]] = models.Manager.from_queryset(AcceptanceQuerySet)()

    class Meta:
        verbose_name = _("accepted answer")
        verbose_name_plural = _("accepted answers")
        constraints = [
            models.UniqueConstraint(
                fields=["question"], condition=Q(undone_at=None), name="one_answer_accepted_of_a_question"
            )
        ]

    def __str__(self) -> str:
        return str(self.answer)
