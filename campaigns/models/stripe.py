import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.payout import in_words


class PayHalt(models.Model):
    """A stop of all pay of a program. Payouts wait; nothing is lost, and nothing is sent until it is lifted."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="pay_halts", verbose_name=_("program"))
    reason = models.CharField(_("reason"), max_length=400)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lifted by")
    )

    class Meta:
        verbose_name = _("halt of pay")
        verbose_name_plural = _("halts of pay")
        constraints = [
            models.UniqueConstraint(fields=["program"], condition=Q(lifted_at=None), name="one_active_halt_of_pay")
        ]

    def __str__(self) -> str:
        return self.reason


class Funding(models.Model):
    """Money that a manager pays into the budget through Stripe's Checkout. Minor units of `currency`.

    It counts when Stripe says that it is paid, once; `uid` names it there, so that a lost reply loses nothing.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("not paid yet")
        PAID = "paid", _("paid in")
        ENDED = "ended", _("not paid")

    program = models.ForeignKey(Program, models.PROTECT, related_name="fundings", verbose_name=_("program"))
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    amount = models.PositiveBigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    state = models.CharField(_("state"), max_length=6, choices=State.choices, default=State.ASKED)
    session_id = models.CharField(_("session at Stripe"), max_length=100, blank=True)
    payment_id = models.CharField(_("payment at Stripe"), max_length=80, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment into the budget")
        verbose_name_plural = _("payments into the budget")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="a_funding_brings_something"),
            models.CheckConstraint(
                condition=Q(state="paid", paid_at__isnull=False) | ~Q(state="paid") & Q(paid_at=None),
                name="a_funding_is_paid_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["session_id"], condition=~Q(session_id=""), name="a_session_funds_one_thing"
            ),
        ]
        indexes = [models.Index(fields=["program", "-id"], name="fundings_of_program")]

    def __str__(self) -> str:
        return in_words(self.amount, self.currency)


class FundingReturn(models.Model):
    """What went back of a payment into the budget: refunded, or taken by a bank that disputes it. Minor units.

    `gone` is what Stripe said when it was asked last (`asked_at`), `withdrawn` how much of it has left the budget. The
    difference is the program's shortfall: it was promised already, and is taken as soon as the budget has it.
    """

    funding = models.OneToOneField(Funding, models.PROTECT, related_name="went_back", verbose_name=_("payment"))
    gone = models.PositiveBigIntegerField(_("gone back"), default=0)
    withdrawn = models.PositiveBigIntegerField(_("taken out of the budget"), default=0)
    asked_at = models.DateTimeField(_("asked at"))

    class Meta:
        verbose_name = _("payment that went back")
        verbose_name_plural = _("payments that went back")
        constraints = [
            models.CheckConstraint(condition=Q(withdrawn__lte=F("gone")), name="no_more_is_withdrawn_than_went_back")
        ]
        indexes = [
            models.Index(fields=["funding"], name="shortfalls", condition=Q(withdrawn__lt=F("gone"))),
        ]

    def __str__(self) -> str:
        return in_words(self.gone, self.funding.currency)


class StripeEvent(models.Model):
    """A message from Stripe, stored once by its id before it is answered, and worked off afterwards.

    `facts` is what of it is needed; names, addresses and whatever else Stripe tells of people are not kept.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        GIVEN_UP = "given_up", _("given up")

    event_id = models.CharField(_("event"), max_length=100, unique=True)
    kind = models.CharField(_("kind"), max_length=100)
    account = models.CharField(_("connected account"), max_length=80, blank=True)
    happened_at = models.DateTimeField(_("happened at"))
    received_at = models.DateTimeField(_("received at"))
    facts = models.JSONField(_("facts"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    due_at = models.DateTimeField(_("due at"))
    outcome = models.CharField(_("what came of it"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("message from Stripe")
        verbose_name_plural = _("messages from Stripe")
        indexes = [models.Index(fields=["due_at"], name="stripe_event_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class Reconciliation(models.Model):
    """One night's comparison of what we believe with what Stripe lists, for a program; empty: what belongs to none.

    `sums` are minor units by the kind of movement, ours beside Stripe's; `differences` are sentences' codes with what
    they are about. Without differences both agree to the last cent.
    """

    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="reconciliations", verbose_name=_("program")
    )
    at = models.DateTimeField(_("at"))
    since = models.DateTimeField(_("since"))
    sums = models.JSONField(_("sums"), default=dict)
    differences = models.JSONField(_("differences"), default=list)

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        indexes = [models.Index(fields=["program", "-id"], name="reconciliations_of_program")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
