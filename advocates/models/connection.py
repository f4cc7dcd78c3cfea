from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models.program import Program


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def active(self) -> "ConnectionQuerySet":
        return self.filter(ended_at=None)


class Connection(models.Model):
    """What ties an advocate to the brand, so that readers must be told: pay, points, products, employment or family.

    Declared by the person, or seen in the ledger. It is never changed, only ended. `fair_value` is what a product would
    cost in a shop, in whole units of `currency`; `detail` is public. Source of the kinds: 16 CFR 255.5.
    """

    class Kind(models.TextChoices):
        EMPLOYMENT = "employment", _("I work for the brand")
        PAY = "pay", _("The brand pays me")
        FAMILY = "family", _("Somebody of my family works for the brand")
        PRODUCT = "product", _("I got a product")
        POINTS = "points", _("I get points")

    class Origin(models.TextChoices):
        DECLARED = "declared", _("declared")
        LEDGER = "ledger", _("seen in the ledger")

    program = models.ForeignKey(Program, models.PROTECT, related_name="connections", verbose_name=_("program"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="connections", verbose_name=_("person")
    )
    kind = models.CharField(_("what it is"), max_length=12, choices=Kind.choices)
    origin = models.CharField(_("how it is known"), max_length=10, choices=Origin.choices, default=Origin.DECLARED)
    detail = models.CharField(_("product"), max_length=80, blank=True)
    fair_value = models.PositiveIntegerField(_("what it costs in a shop"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects: ClassVar[models.Manager["Connection"]] = models.Manager.from_queryset(ConnectionQuerySet)()

    class Meta:
        verbose_name = _("material connection")
        verbose_name_plural = _("material connections")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "person", "kind"],
                condition=Q(ended_at=None) & ~Q(kind="product"),
                name="one_connection_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="product", fair_value__isnull=False) & ~Q(detail="") & Q(currency__regex="^[A-Z]{3}$")
                | ~Q(kind="product") & Q(fair_value=None, detail="", currency=""),
                name="a_product_has_a_name_and_a_value",
            ),
        ]
        indexes = [models.Index(fields=["person", "program"], name="connection_of_person")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"
