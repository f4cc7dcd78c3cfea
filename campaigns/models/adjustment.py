from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.ledger import Transfer


class Adjustment(models.Model):
    """Points that a manager gives or takes by hand, with the reason that the member reads.

    Below the program's limit it is done at once; above it waits for a second manager, who confirms or refuses.
    `key` is the form's: one press sent twice is one adjustment.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a second person")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.WAITING: frozenset({State.DONE, State.REFUSED}),
        State.DONE: frozenset(),
        State.REFUSED: frozenset(),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="adjustments", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="adjustments", verbose_name=_("member")
    )
    points = models.IntegerField(_("points"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="adjustments_asked", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="adjustments_answered",
        verbose_name=_("answered by"),
    )  # fmt: skip
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    note = models.CharField(_("why it was refused"), max_length=200, blank=True)
    key = models.CharField(_("key"), max_length=64)
    transfer = models.OneToOneField(
        Transfer, models.PROTECT, null=True, blank=True, related_name="adjustment", verbose_name=_("transfer")
    )

    class Meta:
        verbose_name = _("adjustment")
        verbose_name_plural = _("adjustments")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="an_adjustment_moves_something"),
            models.CheckConstraint(
                condition=~Q(asked_by=F("member")) & (Q(answered_by=None) | ~Q(answered_by=F("member"))),
                name="nobody_adjusts_their_own_points",
            ),
            models.CheckConstraint(
                condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by")),
                name="the_second_person_is_another",
            ),
            models.CheckConstraint(
                condition=Q(state="done", transfer__isnull=False) | ~Q(state="done") & Q(transfer=None),
                name="an_adjustment_is_done_by_its_transfer",
            ),
            models.UniqueConstraint(fields=["asked_by", "key"], name="one_adjustment_per_person_and_key"),
        ]
        indexes = [models.Index(fields=["program", "state", "-id"], name="adjustments_of_program")]

    def __str__(self) -> str:
        return f"{self.points:+} · {self.member}"
