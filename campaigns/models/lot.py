from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.contribution import Contribution
from campaigns.models.ledger import Account, Transfer


class Lot(models.Model):
    """Points that arrived together and expire together. What is left of an account's lots is its balance.

    Only transfers change a lot, below the lock of its account. `notices` counts the letters about its end: 1 after the
    first (30 days before), 2 after the last (7 days before).
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="lots", verbose_name=_("account"))
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="lots", verbose_name=_("transfer"))
    amount = models.BigIntegerField(_("points"))
    left = models.BigIntegerField(_("points left"))
    at = models.DateTimeField(_("arrived"))
    expires_at = models.DateTimeField(_("expires"), null=True, blank=True)
    notices = models.PositiveSmallIntegerField(_("notices"), default=0)

    class Meta:
        verbose_name = _("lot of points")
        verbose_name_plural = _("lots of points")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_lot_holds_points"),
            models.CheckConstraint(
                condition=Q(left__gte=0, left__lte=F("amount")), name="no_more_is_left_than_arrived"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "at", "id"], name="open_lots_of_account", condition=Q(left__gt=0)),
            models.Index(fields=["expires_at"], name="open_lots_that_expire", condition=Q(left__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.left}/{self.amount}"


class Draw(models.Model):
    """What one transfer took out of one lot, and how much of it a refund has given back."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="draws", verbose_name=_("lot"))
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="draws", verbose_name=_("transfer"))
    amount = models.BigIntegerField(_("points"))
    given_back = models.BigIntegerField(_("given back"), default=0)

    class Meta:
        verbose_name = _("draw on a lot")
        verbose_name_plural = _("draws on lots")
        constraints = [
            models.UniqueConstraint(fields=["transfer", "lot"], name="one_draw_per_transfer_and_lot"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, given_back__gte=0, given_back__lte=F("amount")),
                name="no_more_is_given_back_than_drawn",
            ),
        ]

    def __str__(self) -> str:
        return f"-{self.amount}"


class Hold(models.Model):
    """Points that were earned and wait before they can be spent. What is left of a person's holds is their held account.

    With `due_at` they wait for that moment; without it for the budget, which does not cover them yet.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="holds", verbose_name=_("account"))
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="hold", verbose_name=_("transfer"))
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, null=True, blank=True, related_name="holds", verbose_name=_("contribution")
    )
    amount = models.BigIntegerField(_("points"))
    left = models.BigIntegerField(_("points left"))
    at = models.DateTimeField(_("since"))
    due_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, left__gte=0, left__lte=F("amount")), name="no_more_is_held_than_arrived"
            ),
        ]
        indexes = [models.Index(fields=["due_at", "id"], name="open_holds_by_end", condition=Q(left__gt=0))]

    def __str__(self) -> str:
        return f"{self.left}/{self.amount}"
