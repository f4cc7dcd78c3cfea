from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models.application import Application
from advocates.models.program import Program


class Nomination(models.Model):
    """That a member thinks somebody else should apply. Nobody else reads it before that person agrees.

    Of the address and of the secret in the letter it keeps only hashes; the letter's row names whom it went to.
    """

    class State(models.TextChoices):
        SENT = "sent", _("sent")
        AGREED = "agreed", _("agreed")
        DECLINED = "declined", _("declined")

    program = models.ForeignKey(Program, models.CASCADE, related_name="nominations", verbose_name=_("program"))
    nominator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("nominated by")
    )
    reason = models.TextField(_("reason"), max_length=1_000)
    address_hash = models.CharField(max_length=64, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SENT)
    made_at = models.DateTimeField(_("made at"))
    ends_at = models.DateTimeField(_("ends"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    application = models.ForeignKey(
        Application, models.CASCADE, null=True, blank=True, related_name="nominations", verbose_name=_("application")
    )

    class Meta:
        verbose_name = _("nomination")
        verbose_name_plural = _("nominations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="agreed", application__isnull=False) | (~Q(state="agreed") & Q(application=None)),
                name="only_who_agreed_has_the_nomination_attached",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="a_nomination_ends_after_it_begins"),
        ]
        indexes = [models.Index(fields=["program", "address_hash", "made_at"], name="nominations_of_an_address")]

    def __str__(self) -> str:
        return f"{self.program}: {self.made_at:%Y-%m-%d}"

    def is_open(self, at: datetime) -> bool:
        return self.state == self.State.SENT and self.ends_at > at
