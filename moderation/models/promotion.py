from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Grant


class Promotion(models.Model):
    """That an apprentice may become a moderator, as the compared cases show it; a manager confirms it or keeps the shadow.

    `compared` and `agreed` are counts, `low` and `high` the bounds of the 95 % Wilson interval in tenths of a percent,
    all as they were when it was opened. A confirmed one names the grant that was offered.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CONFIRMED = "confirmed", _("confirmed")
        KEPT = "kept", _("goes on learning")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.CONFIRMED, State.KEPT, State.WITHDRAWN}),
        State.CONFIRMED: frozenset(),
        State.KEPT: frozenset(),
        State.WITHDRAWN: frozenset(),
    }

    shadow = models.ForeignKey(Grant, models.PROTECT, related_name="promotions", verbose_name=_("shadow grant"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"))
    compared = models.PositiveIntegerField(_("compared cases"))
    agreed = models.PositiveIntegerField(_("of which agreed"))
    low = models.PositiveSmallIntegerField(_("lower bound, in tenths of a percent"))
    high = models.PositiveSmallIntegerField(_("upper bound, in tenths of a percent"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    given = models.OneToOneField(
        Grant, models.PROTECT, null=True, blank=True, related_name="promotion", verbose_name=_("grant given")
    )

    class Meta:
        verbose_name = _("proposal to promote")
        verbose_name_plural = _("proposals to promote")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["shadow"], condition=Q(state="open"), name="one_open_promotion_per_grant"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None, given=None)
                | Q(state="withdrawn", answered_at__isnull=False, answered_by=None, given=None)
                | Q(state="confirmed", answered_at__isnull=False, answered_by__isnull=False, given__isnull=False)
                | Q(state="kept", answered_at__isnull=False, answered_by__isnull=False, given=None) & ~Q(reason=""),
                name="an_answered_promotion_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.shadow)
