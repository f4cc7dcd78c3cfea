from typing import ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.contribution import Contribution

POINTS = "points"
"""The unit of points; every other unit is a currency, as its ISO 4217 code in small letters (as Stripe writes it)."""


class Account(models.Model):
    """A holder of points or money in a program: a person, or one of the program's own sides; one account a unit.

    Amounts are whole: points, or minor units of the currency (cents). `balance` is kept beside the entries for the kinds
    in `KEPT` only, and is never below zero. The other sides take part in many transfers: no row of theirs is ever locked,
    their balance is the sum of their entries. `lifetime` is kept for points to spend: all that ever arrived as earned,
    less what was taken back; spending, expiry and adjustments leave it.
    """

    class Kind(models.TextChoices):
        ADVOCATE = "advocate", _("points to spend")
        HELD = "held", _("points on hold")
        ISSUED = "issued", _("points issued")
        REDEEMED = "redeemed", _("points redeemed")
        EXPIRED = "expired", _("points expired")
        ADJUSTED = "adjusted", _("points adjusted by hand")
        FUNDED = "funded", _("money paid in")
        BUDGET = "budget", _("free budget")
        COMMITTED = "committed", _("budget committed")
        SPENT = "spent", _("budget spent")
        OWED = "owed", _("pay owed to a person")
        PAID = "paid", _("paid out")

    OF_PEOPLE: ClassVar[frozenset[str]] = frozenset({Kind.ADVOCATE, Kind.HELD, Kind.OWED})
    KEPT: ClassVar[frozenset[str]] = OF_PEOPLE | {Kind.BUDGET}

    program = models.ForeignKey(Program, models.PROTECT, related_name="accounts", verbose_name=_("program"))
    unit = models.CharField(
        _("unit"), max_length=6, default=POINTS, validators=[RegexValidator(r"^(points|[a-z]{3})$")]
    )
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
    lifetime = models.BigIntegerField(_("ever earned"), default=0)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(fields=["program", "unit", "kind", "holder"], name="one_account_per_holder"),
            models.UniqueConstraint(
                fields=["program", "unit", "kind"],
                condition=Q(holder=None),
                name="one_account_per_side_of_a_program",
            ),
            models.CheckConstraint(condition=Q(balance__gte=0), name="a_balance_is_never_below_zero"),
            models.CheckConstraint(
                condition=Q(kind__in=["advocate", "held", "owed"], holder__isnull=False)
                | Q(kind="budget", holder=None)
                | ~Q(kind__in=["advocate", "held", "owed", "budget"]) & Q(holder=None, balance=0),
                name="only_people_and_the_budget_hold_a_balance",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["advocate", "held", "issued", "redeemed", "expired", "adjusted"], unit="points")
                | Q(kind__in=["funded", "budget", "committed", "spent", "owed", "paid"]) & ~Q(unit="points"),
                name="points_and_money_have_accounts_of_their_own",
            ),
        ]
        indexes = [
            models.Index(fields=["program", "-lifetime"], name="most_earned", condition=Q(kind="advocate")),
        ]

    def __str__(self) -> str:
        return str(self.holder or self.get_kind_display())


class Transfer(models.Model):
    """A balanced set of entries with its cause. The same cause never moves anything twice. Never changed, never deleted.

    `contribution` is what points were earned with or taken back for; a redemption points to its transfer itself.
    """

    class Kind(models.TextChoices):
        EARNED = "earned", _("earned")
        REVERSED = "reversed", _("taken back")
        REDEEMED = "redeemed", _("redeemed")
        REFUNDED = "refunded", _("refunded")
        RELEASED = "released", _("released from hold")
        EXPIRED = "expired", _("expired")
        ADJUSTED = "adjusted", _("adjusted by hand")
        FUND = "fund", _("paid in")
        WITHDRAW = "withdraw", _("taken out of the budget")
        COMMIT = "commit", _("committed")
        RELEASE = "release", _("released to the budget")
        SPEND = "spend", _("spent")
        OWE = "owe", _("owed")
        PAY = "pay", _("paid out")
        FALL_BACK = "fall_back", _("pay that failed")
        RETURN = "return", _("pay that came back")

    FOR_LIFE: ClassVar[frozenset[str]] = frozenset({Kind.EARNED, Kind.RELEASED, Kind.REVERSED})
    """What counts for how much somebody ever earned."""

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
    """One signed line of a transfer, in the unit of its account. Never changed, never deleted."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="entries", verbose_name=_("transfer"))
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries", verbose_name=_("account"))
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="an_entry_moves_something"),
            models.UniqueConstraint(fields=["transfer", "account"], name="one_entry_per_transfer_and_account"),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="entry_of_account", include=["amount"])]

    def __str__(self) -> str:
        return f"{self.amount:+}"
