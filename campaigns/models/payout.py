import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program

COUNTRIES = (
    "AT", "AU", "BE", "BG", "CA", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE",
    "IT", "JP", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "NZ", "PL", "PT", "RO", "SE", "SG", "SI", "SK", "US",
)  # fmt: skip
"""Where an account to be paid to may be opened, as ISO 3166 codes. Source: Stripe, "Global availability"."""


class PayAccount(models.Model):
    """Where a person is paid: their own account at Stripe, one for each program.

    `state` is what Stripe said when it was asked last (`refreshed_at`); no bank details and no documents come here.
    `uid` goes into the key of the call that opens it, so that a reply that was lost opens no second one.
    """

    class State(models.TextChoices):
        NEW = "new", _("being set up")
        ASKED = "asked", _("details missing")
        CHECKED = "checked", _("being checked by Stripe")
        READY = "ready", _("ready")
        RESTRICTED = "restricted", _("restricted by Stripe")
        CLOSED = "closed", _("closed")

    program = models.ForeignKey(Program, models.PROTECT, related_name="pay_accounts", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="pay_accounts", verbose_name=_("member")
    )
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    stripe_id = models.CharField(_("account at Stripe"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=[(code, code) for code in COUNTRIES])
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    wanted = models.CharField(_("what Stripe waits for"), max_length=200, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    refreshed_at = models.DateTimeField(_("asked at"), null=True)

    class Meta:
        verbose_name = _("account to be paid to")
        verbose_name_plural = _("accounts to be paid to")
        constraints = [
            models.UniqueConstraint(fields=["program", "member"], name="one_pay_account_per_person_and_program"),
            models.UniqueConstraint(
                fields=["stripe_id"], condition=~Q(stripe_id=""), name="a_stripe_account_is_of_one_person"
            ),
            models.CheckConstraint(
                condition=Q(state="new") | ~Q(stripe_id=""), name="only_a_stripe_account_has_a_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.get_state_display()}"


class Payout(models.Model):
    """Money to one person for one redemption, sent as one transfer at Stripe. Minor units of `currency`.

    `key` is stored before Stripe is called and made of `uid` and `round`: the same round never makes two transfers. A
    new round begins only after an answer that says for certain that none was made, or by a person who has looked.
    `round_at` is when Stripe was first asked for the transfer in this round, `asked_at` when last, `looked_at` when it was
    last searched for. `code` says what stands against it or is known of it; see `queries.payouts`.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        UNKNOWN = "unknown", _("being looked into")
        SENT = "sent", _("sent")
        PAID = "paid", _("in the bank")
        FAILED = "failed", _("failed")
        REVERSED = "reversed", _("taken back")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.QUEUED: frozenset({State.SENDING, State.SENT, State.FAILED}),
        State.SENDING: frozenset({State.QUEUED, State.UNKNOWN, State.SENT, State.FAILED}),
        State.UNKNOWN: frozenset({State.SENDING, State.QUEUED, State.SENT, State.FAILED}),
        State.SENT: frozenset({State.PAID, State.REVERSED}),
        State.PAID: frozenset({State.REVERSED}),
        State.FAILED: frozenset(),
        State.REVERSED: frozenset(),
    }
    OPEN: ClassVar[tuple[str, ...]] = (State.QUEUED, State.SENDING, State.UNKNOWN)
    IN_DOUBT: ClassVar[tuple[str, ...]] = (State.SENDING, State.UNKNOWN)
    AT_STRIPE: ClassVar[tuple[str, ...]] = (State.SENT, State.PAID, State.REVERSED)

    program = models.ForeignKey(Program, models.PROTECT, related_name="payouts", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="payouts", verbose_name=_("member")
    )
    redemption = models.OneToOneField(
        "campaigns.Redemption", models.PROTECT, related_name="payout", verbose_name=_("redemption")
    )  # fmt: skip
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    amount = models.PositiveBigIntegerField(_("amount"), validators=[MinValueValidator(1)])
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    key = models.CharField(_("idempotency key"), max_length=80, blank=True)
    destination = models.CharField(_("sent to"), max_length=80, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    queued_at = models.DateTimeField(_("queued at"))
    due_at = models.DateTimeField(_("due at"))
    round_at = models.DateTimeField(_("round begun at"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    looked_at = models.DateTimeField(_("looked up at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    paid_at = models.DateTimeField(_("in the bank at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    transfer_id = models.CharField(_("transfer at Stripe"), max_length=80, blank=True)
    arrival_id = models.CharField(_("payment at the person's account"), max_length=80, blank=True)
    reversed_amount = models.PositiveBigIntegerField(_("amount taken back"), default=0)
    code = models.CharField(_("code of what stands against it"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="a_payout_pays_something"),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "failed"]) | ~Q(key="") & ~Q(destination="") | ~Q(transfer_id=""),
                name="a_payout_is_sent_under_a_stored_key",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "paid", "reversed"]) | ~Q(transfer_id="") & Q(sent_at__isnull=False),
                name="a_sent_payout_has_its_transfer",
            ),
            models.CheckConstraint(
                condition=Q(reversed_amount__lte=F("amount")), name="no_more_is_taken_back_than_was_paid"
            ),
            models.UniqueConstraint(
                fields=["transfer_id"], condition=~Q(transfer_id=""), name="a_transfer_is_of_one_payout"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="payout_open", condition=Q(state__in=["queued", "sending", "unknown"])
            ),
            models.Index(fields=["member", "program", "-id"], name="payouts_of_member"),
            models.Index(fields=["arrival_id"], name="payout_arrival", condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.money}"

    @property
    def group(self) -> str:
        """The `transfer_group` by which the transfer is found again, whatever became of the answer."""
        return f"tabard-{self.uid.hex}"

    @property
    def money(self) -> str:
        """The amount as people read it."""
        return in_words(self.amount, self.currency)


WITHOUT_MINOR = frozenset({
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf",
})  # fmt: skip
"""Currencies whose smallest unit is the whole one. Source: Stripe, "Zero-decimal currencies"."""


def in_words(amount: int, currency: str) -> str:
    """Minor units as people read them: 1250 eur is `12.50 EUR`."""
    if currency in WITHOUT_MINOR:
        return f"{amount:,} {currency.upper()}"
    sign, amount = ("−", -amount) if amount < 0 else ("", amount)
    return f"{sign}{amount // 100:,}.{amount % 100:02} {currency.upper()}"
