from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models.program import Program


class SilenceQuerySet(models.QuerySet["Silence"]):
    def binding(self, at: datetime) -> "SilenceQuerySet":
        """Those that hold at this moment; the one that lasts longest first."""
        return self.filter(ended_at=None, started_at__lte=at, ends_at__gt=at).order_by("-ends_at", "pk")


class Silence(models.Model):
    """A member may say nothing in a program until a moment: neither comment nor, by any right, post or reply.

    A suspension also keeps them from moderating. It ends by itself; ended sooner, it says by whom. It needs no grant and
    no enrolment: members who only comment are silenced, too. Why is told by the measure of the app above.
    """

    class Kind(models.TextChoices):
        MUTE = "mute", _("muted")
        SUSPENSION = "suspension", _("suspended")

    program = models.ForeignKey(Program, models.PROTECT, related_name="silences", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="silences", verbose_name=_("member")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    ends_at = models.DateTimeField(_("ends at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )

    objects: ClassVar[models.Manager["Silence"]] = models.Manager.from_queryset(SilenceQuerySet)()

    class Meta:
        verbose_name = _("silence")
        verbose_name_plural = _("silences")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="a_silence_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(started_by=F("member")), name="nobody_silences_themselves"),
            models.CheckConstraint(
                condition=Q(ended_by=None) | Q(ended_at__isnull=False) & ~Q(ended_by=F("member")),
                name="nobody_ends_their_own_silence",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["program", "member"], name="silence_running", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_kind_display()}"
