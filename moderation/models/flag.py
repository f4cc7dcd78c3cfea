from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models import Clause
from cms.models import Message


class Flag(models.Model):
    """A reader's complaint about a message: the clause it is said to break and, if they wish, a note. Once a person."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="flags", verbose_name=_("message"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="flags", verbose_name=_("by"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+", verbose_name=_("clause"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [models.UniqueConstraint(fields=["message", "by"], name="one_flag_per_message_and_person")]

    def __str__(self) -> str:
        return f"{self.clause}: {self.message}"
