from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.contribution import Contribution


class Account(models.Model):
    """A holder of points in a program: an advocate, or one of the program's own sides.

    `balance` is kept beside the entries for advocates only, and is never below zero. The program's sides take part in
    every transfer: no row of theirs is ever locked, their balance is the sum of their entries.
    """

    class Kind(models.TextChoices):
        ADVOCATE = "advocate", _("advocate")
        ISSUED = "issued", _("points issued")
        REDEEMED = "redeemed", _("points redeemed")

    program = models.ForeignKey(Program, models.PROTECT, related_name="accounts", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("holder"),
    )
    balance = models.BigIntegerField(_("balance"), default=0)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(fields=["program", "kind", "holder"], name="one_account_per_holder"),
            models.UniqueConstraint(
                fields=["program", "kind"], condition=Q(holder=None), name="one_account_per_side_of_a_program"
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="a_balance_is_never_below_zero"),
            models.CheckConstraint(
                condition=Q(kind="advocate", holder__isnull=False) | ~Q(kind="advocate") & Q(holder=None, balance=0),
                name="only_an_advocate_holds_a_balance",
            ),
        ]

    def __str__(self) -> str:
        return str(self.holder or self.get_kind_display())


class Transfer(models.Model):
    """A balanced set of entries with its cause. The same cause never moves points twice. Never changed, never deleted.

    `contribution` is what points were earned with or taken back for; a redemption points to its transfer itself.
    """

    class Kind(models.TextChoices):
        EARNED = "earned", _("earned")
        REVERSED = "reversed", _("reversed")
        REDEEMED = "redeemed", _("redeemed")

    program = models.ForeignKey(Program, models.PROTECT, related_name="transfers", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    cause = models.CharField(_("cause"), max_length=100, unique=True)
    at = models.DateTimeField(_("at"))
    memo = models.CharField(_("for"), max_length=200)
    contribution = models.ForeignKey(
        Contribution, models.PROTECT, null=True, blank=True, related_name="transfers", verbose_name=_("contribution")
    )

    class Meta:
        verbose_name = _("transfer")
        verbose_name_plural = _("transfers")

    def __str__(self) -> str:
        return self.memo


class LedgerEntry(models.Model):
    """One signed line of a transfer, in points. Never changed, never deleted."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="entries", verbose_name=_("transfer"))
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", verbose_name=_("account"))
    points = models.BigIntegerField(_("points"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.CheckConstraint(condition=~Q(points=0), name="an_entry_moves_something"),
            models.UniqueConstraint(fields=["transfer", "account"], name="one_entry_per_transfer_and_account"),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="entry_of_account", include=["points"])]

    def __str__(self) -> str:
        return f"{self.points:+}"
