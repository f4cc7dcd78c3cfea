from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Naming
from advocates.models.policy import Attestation


class NameChoice(models.Model):
    """How an advocate agreed to be named to others, with or after an attestation; never changed, the newest counts.

    `shown` is what others read at that moment, and `skeleton` its look-alike form, which keeps a pseudonym that was
    once used from everybody else.
    """

    attestation = models.ForeignKey(
        Attestation, models.PROTECT, related_name="name_choices", verbose_name=_("attestation")
    )
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="name_choices", verbose_name=_("member")
    )
    kind = models.CharField(_("named by"), max_length=10, choices=Naming.choices)
    shown = models.CharField(_("shown as"), max_length=61)
    skeleton = models.CharField(max_length=240, db_index=True, editable=False)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("choice of name")
        verbose_name_plural = _("choices of name")
        ordering: ClassVar[list[str]] = ["-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(shown=""), name="a_choice_of_name_shows_something")
        ]

    def __str__(self) -> str:
        return self.shown
