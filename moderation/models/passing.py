"""Cases that are passed on: over one's head for an hour, and what is said about them among those who decide."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from moderation.models.case import Case


class Skip(models.Model):
    """Passed over by one moderator until a moment; everybody else is offered the case meanwhile."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="skips", verbose_name=_("case"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="skips", verbose_name=_("by"))
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("skip")
        verbose_name_plural = _("skips")
        constraints = [models.UniqueConstraint(fields=["by", "case"], name="one_skip_a_moderator_and_case")]

    def __str__(self) -> str:
        return f"{self.by}: {self.case_id}"


class Note(models.Model):
    """One entry of a case's internal thread: never for the author, only for those who may see the case.

    An `asked` note waits for an opinion until `answered_at`; meanwhile its writer is not offered the case. At most one
    waits for a case. `until` is how long a case was put off or handed over for.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", _("asks for a second opinion")
        OPINION = "opinion", _("second opinion")
        HANDED = "handed", _("handed over")
        SNOOZED = "snoozed", _("put off")
        TAKEN_BACK = "taken_back", _("taken back by a manager")

    case = models.ForeignKey(Case, models.CASCADE, related_name="notes", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_notes", verbose_name=_("by"))
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to")
    )
    text = models.TextField(_("text"), max_length=1000)
    at = models.DateTimeField(_("at"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("note on a case")
        verbose_name_plural = _("notes on cases")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind="asked", answered_at=None), name="one_open_question_a_case"
            ),
        ]
        indexes = [
            models.Index(fields=["by", "case"], name="note_open_of", condition=Q(kind="asked", answered_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case_id}"
