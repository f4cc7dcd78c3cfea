from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.payout import Payout, in_words


class OddTransfer(models.Model):
    """A transfer at Stripe that bears the name of a payout and is not what was agreed. It moves nothing.

    The payout is marked until one manager has said what became of it and another has confirmed that; never its member.
    """

    class State(models.TextChoices):
        OPEN = "open", _("to be cleared up")
        ASKED = "asked", _("waits for a second person")
        CLEARED = "cleared", _("cleared up")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.ASKED}),
        State.ASKED: frozenset({State.OPEN, State.CLEARED}),
        State.CLEARED: frozenset(),
    }

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="odd_transfers", verbose_name=_("payout"))
    transfer_id = models.CharField(_("transfer at Stripe"), max_length=80)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    destination = models.CharField(_("sent to"), max_length=80, blank=True)
    seen_at = models.DateTimeField(_("seen at"))
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("what became of it"), max_length=400, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("said by")
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("confirmed by"),
    )  # fmt: skip
    answered_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("transfer that differs")
        verbose_name_plural = _("transfers that differ")
        constraints = [
            models.UniqueConstraint(fields=["payout", "transfer_id"], name="a_transfer_differs_once"),
            models.CheckConstraint(
                condition=Q(state="open", asked_by=None) | ~Q(state="open") & Q(asked_by__isnull=False) & ~Q(reason=""),
                name="what_differs_is_cleared_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="cleared", answered_by__isnull=False) & ~Q(answered_by=F("asked_by"))
                | ~Q(state="cleared") & Q(answered_by=None),
                name="what_differs_is_cleared_by_two",
            ),
        ]
        indexes = [models.Index(fields=["payout"], name="transfers_that_differ", condition=~Q(state="cleared"))]

    def __str__(self) -> str:
        return f"{self.transfer_id}: {self.money}"

    @property
    def money(self) -> str:
        """The amount as people read it."""
        return in_words(self.amount, self.currency)
