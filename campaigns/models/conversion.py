from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.referral import ReferralLink, ReferralRule, ReferralSecret


class Conversion(models.Model):
    """An order that the shop told of, with the rule by which it is judged. `amount` and `refunded` are in minor units.

    `hold_until` is when it counts unless it was sent back; where there are hints, a manager has until `look_until`.
    `buyer` is a keyed hash of the buyer's hashed address, forgotten after a year.
    """

    class State(models.TextChoices):
        HELD = "held", _("on hold")
        COUNTED = "counted", _("counted")
        UNCOUNTED = "uncounted", _("does not count")
        REFUNDED = "refunded", _("sent back")
        REFUSED = "refused", _("refused")
        CLAWED_BACK = "clawed_back", _("taken back")

    class Why(models.TextChoices):
        LATE = "late", _("The order came after the days in which a click counts.")
        CURRENCY = "currency", _("It was paid in another currency than the rule says.")
        SMALL = "small", _("It was below the least amount of the rule.")
        PAUSED = "paused", _("The link was paused when the order came.")
        NOT_ENROLLED = "not_enrolled", _("The advocate was not enrolled when the order came.")
        SILENCED = "silenced", _("The advocate could not speak for the program when the order came.")
        LEFT = "left", _("The advocate was not enrolled any more when the hold was over.")
        CLOSED = "closed", _("The program had stopped counting referrals.")

    class How(models.TextChoices):
        CLICK = "click", _("by the link")
        CODE = "code", _("by the code")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.HELD: frozenset({State.COUNTED, State.UNCOUNTED, State.REFUNDED, State.REFUSED}),
        State.COUNTED: frozenset({State.CLAWED_BACK}),
        State.UNCOUNTED: frozenset(),
        State.REFUNDED: frozenset(),
        State.REFUSED: frozenset({State.HELD, State.COUNTED, State.REFUNDED}),
        State.CLAWED_BACK: frozenset(),
    }
    PILLS: ClassVar[dict[str, str]] = {
        State.HELD: "held", State.COUNTED: "credited", State.UNCOUNTED: "closed", State.REFUNDED: "closed",
        State.REFUSED: "refused", State.CLAWED_BACK: "reversed",
    }  # fmt: skip

    program = models.ForeignKey(Program, models.PROTECT, related_name="conversions", verbose_name=_("program"))
    link = models.ForeignKey(ReferralLink, models.PROTECT, related_name="conversions", verbose_name=_("link"))
    rule = models.ForeignKey(ReferralRule, models.PROTECT, related_name="conversions", verbose_name=_("rule"))
    secret = models.ForeignKey(ReferralSecret, models.PROTECT, related_name="conversions", verbose_name=_("secret"))
    order = models.CharField(_("order"), max_length=80)
    amount = models.PositiveBigIntegerField(_("amount"))
    refunded = models.PositiveBigIntegerField(_("refunded"), default=0)
    currency = models.CharField(_("currency"), max_length=3)
    how = models.CharField(_("how"), max_length=5, choices=How.choices)
    clicked_at = models.DateTimeField(_("clicked at"), null=True, blank=True)
    own_browser = models.BooleanField(_("from the advocate's own browser"), default=False)
    buyer = models.CharField(_("buyer"), max_length=64, blank=True)
    ordered_at = models.DateTimeField(_("ordered at"))
    at = models.DateTimeField(_("told at"))
    state = models.CharField(_("state"), max_length=12, choices=State.choices)
    why = models.CharField(_("why not"), max_length=12, choices=Why.choices, blank=True)
    hold_until = models.DateTimeField(_("on hold until"))
    look_until = models.DateTimeField(_("to be looked at until"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("conversion")
        verbose_name_plural = _("conversions")
        constraints = [
            models.UniqueConstraint(fields=["program", "order"], name="one_conversion_per_order"),
            models.CheckConstraint(condition=Q(refunded__lte=F("amount")), name="no_more_is_refunded_than_was_paid"),
        ]
        indexes = [
            models.Index(fields=["hold_until"], name="conversions_on_hold", condition=Q(state="held")),
            models.Index(fields=["program", "buyer"], name="conversions_of_buyer", condition=~Q(buyer="")),
            models.Index(fields=["link", "-at"], name="conversions_of_link"),
        ]

    def __str__(self) -> str:
        return self.order

    @property
    def pill(self) -> str:
        return self.PILLS[self.state]


class ConversionHint(models.Model):
    """Why a person should look before points are given. Nothing follows from it by itself."""

    class Kind(models.TextChoices):
        SELF_ADDRESS = "self_address", _("The buyer's address is the advocate's own.")
        SELF_BROWSER = "self_browser", _("The link was followed while signed in as the advocate.")
        SAME_BUYER = "same_buyer", _("The same buyer came by this advocate before.")
        VELOCITY = "velocity", _("Unusually many orders came by this advocate within a day.")

    conversion = models.ForeignKey(Conversion, models.CASCADE, related_name="hints", verbose_name=_("conversion"))
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices)
    number = models.PositiveIntegerField(_("how many"), default=1)

    class Meta:
        verbose_name = _("hint")
        verbose_name_plural = _("hints")
        constraints = [models.UniqueConstraint(fields=["conversion", "kind"], name="one_hint_of_a_kind")]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class ReferralRefund(models.Model):
    """What of an order was paid back, by the shop's number of the refund."""

    conversion = models.ForeignKey(Conversion, models.PROTECT, related_name="refunds", verbose_name=_("conversion"))
    number = models.CharField(_("refund"), max_length=80)
    amount = models.PositiveBigIntegerField(_("amount"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [models.UniqueConstraint(fields=["conversion", "number"], name="one_refund_per_number")]

    def __str__(self) -> str:
        return self.number
