from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models.program import Program


class InvitationLink(models.Model):
    """Opens the door of a program to so many applications until a day. Of its secret only the SHA-256 is kept."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="invitation_links", verbose_name=_("program"))
    purpose = models.CharField(_("purpose"), max_length=120)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    most_uses = models.PositiveSmallIntegerField(
        _("most uses"), default=20, validators=[MinValueValidator(1), MaxValueValidator(1_000)]
    )
    uses = models.PositiveSmallIntegerField(_("uses"), default=0, editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    ends_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )

    class Meta:
        verbose_name = _("invitation link")
        verbose_name_plural = _("invitation links")
        constraints = [
            models.CheckConstraint(
                condition=Q(uses__lte=F("most_uses")) & Q(most_uses__gte=1), name="a_link_is_used_within_its_limit"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="a_link_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.purpose

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and self.ends_at > at and self.uses < self.most_uses
