from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.ledger import Transfer
from campaigns.models.reward import Reward, RewardDate


class Redemption(models.Model):
    """Points exchanged for a reward, once per key that the person's form or program sent. Never changed, never deleted.

    `cost` (set aside in the budget), `fair_value` and `currency` are those of that moment; no currency where the program
    had none. `date`, `cause` and `country` are what the person chose. What becomes of it is its `fulfilment`.
    """

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="redemptions", verbose_name=_("reward"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="redemptions", verbose_name=_("member")
    )
    points = models.PositiveIntegerField(_("points"))
    at = models.DateTimeField(_("at"))
    key = models.CharField(_("key"), max_length=64)
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="redemption", verbose_name=_("transfer"))
    cost = models.PositiveIntegerField(_("cost"), default=0)
    fair_value = models.PositiveIntegerField(_("fair value"), default=0)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    date = models.ForeignKey(
        RewardDate, models.PROTECT, null=True, blank=True, related_name="redemptions", verbose_name=_("date")
    )
    cause = models.CharField(_("cause"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="one_redemption_per_member_and_key")]
        indexes = [models.Index(fields=["reward", "member", "-at"], name="redemption_per_person")]

    def __str__(self) -> str:
        return f"{self.reward}: {self.member}"

    def get_absolute_url(self) -> str:
        return f"/portal/rewards/mine/{self.pk}/"


class Fulfilment(models.Model):
    """What becomes of a redemption. Where it ends without the reward, the points are back: `refund` is their transfer.

    Whoever approves is never the person themselves. `changed_at` is when it came into its state; every step is on the
    record of the redemption. `given_at` is when it left the program for the person, by post or at once; it stays when
    that comes back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for approval")
        APPROVED = "approved", _("approved")
        PREPARING = "preparing", _("being prepared")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        REFUSED = "refused", _("refused")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.WAITING: frozenset({State.APPROVED, State.REFUSED, State.CANCELLED}),
        State.APPROVED: frozenset(
            {State.PREPARING, State.SENT, State.DELIVERED, State.REFUSED, State.CANCELLED, State.FAILED}
        ),
        State.PREPARING: frozenset({State.SENT, State.DELIVERED, State.REFUSED, State.CANCELLED, State.FAILED}),
        State.SENT: frozenset({State.DELIVERED, State.FAILED}),
        State.DELIVERED: frozenset({State.FAILED}),
        State.REFUSED: frozenset(),
        State.CANCELLED: frozenset(),
        State.FAILED: frozenset(),
    }
    """From delivered only money fails, when the bank sends it back."""
    ENDED: ClassVar[frozenset[str]] = frozenset({State.REFUSED, State.CANCELLED, State.FAILED})
    TO_DO: ClassVar[frozenset[str]] = frozenset({State.APPROVED, State.PREPARING})
    GIVEN: ClassVar[frozenset[str]] = frozenset({State.SENT, State.DELIVERED})

    redemption = models.OneToOneField(
        Redemption, models.PROTECT, related_name="fulfilment", verbose_name=_("redemption")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    changed_at = models.DateTimeField(_("since"))
    given_at = models.DateTimeField(_("given at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking_url = models.URLField(_("tracking link"), max_length=300, blank=True)
    note = models.CharField(_("note for the person"), max_length=400, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    refund = models.OneToOneField(
        Transfer, models.PROTECT, null=True, blank=True, related_name="refunded", verbose_name=_("refund")
    )

    class Meta:
        verbose_name = _("fulfilment")
        verbose_name_plural = _("fulfilments")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["refused", "cancelled", "failed"], refund__isnull=False)
                | ~Q(state__in=["refused", "cancelled", "failed"]) & Q(refund=None),
                name="points_are_back_where_nothing_came",
            )
        ]
        indexes = [
            models.Index(fields=["state", "changed_at"], name="fulfilments_by_state"),
            models.Index(fields=["given_at"], name="fulfilments_given", condition=Q(given_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.redemption}: {self.get_state_display()}"


class PostalAddress(models.Model):
    """Where goods of one redemption are sent. Blank from when it is erased, some time after the goods arrived."""

    FIELDS: ClassVar[tuple[str, ...]] = ("name", "street", "extra", "postcode", "city", "region", "country")

    redemption = models.OneToOneField(Redemption, models.PROTECT, related_name="address", verbose_name=_("redemption"))
    name = models.CharField(_("name"), max_length=100, blank=True)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    extra = models.CharField(_("floor, company or care of"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True)

    class Meta:
        verbose_name = _("postal address")
        verbose_name_plural = _("postal addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(name="", street="", extra="", postcode="", city="", region="", country=""),
                name="an_erased_address_is_blank",
            )
        ]
        indexes = [models.Index(fields=["redemption"], name="addresses_kept", condition=Q(erased_at=None))]

    def __str__(self) -> str:
        return str(self.redemption)

    @property
    def lines(self) -> list[str]:
        """As it is written on a parcel, without the country."""
        town = f"{self.postcode} {self.city}".strip()
        return [line for line in (self.name, self.street, self.extra, town, self.region) if line]


class RewardCode(models.Model):
    """One code of a reward's stock; it belongs to at most one redemption, or is kept for one that waits for approval."""

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="codes", verbose_name=_("reward"))
    code = models.CharField(_("code"), max_length=80)
    redemption = models.OneToOneField(
        Redemption, models.PROTECT, null=True, blank=True, related_name="code", verbose_name=_("redemption")
    )
    kept_for = models.OneToOneField(
        Redemption, models.PROTECT, null=True, blank=True, related_name="kept_code", verbose_name=_("kept for")
    )

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        constraints = [
            models.UniqueConstraint(fields=["reward", "code"], name="one_code_once_in_a_stock"),
            models.CheckConstraint(
                condition=Q(kept_for=None) | Q(redemption=None), name="a_code_given_is_kept_for_nobody"
            ),
        ]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """What staff see of it: only its last two characters, and nothing of a short one."""
        return "••••" + (self.code[-2:] if len(self.code) > 5 else "")
