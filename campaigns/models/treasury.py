from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class Treasury(models.Model):
    """How a program reckons: its currency, what points are worth, and from where on a second person must agree.

    Money is in minor units of `currency` (cents). Without one a program has no budget and no cash rewards.
    """

    program = models.OneToOneField(Program, models.PROTECT, related_name="treasury", verbose_name=_("program"))
    currency = models.CharField(
        _("currency"), max_length=3, validators=[RegexValidator(r"^[a-z]{3}$", _("Three small letters, like eur."))],
        help_text=_("The ISO 4217 code in small letters. It cannot change once money has moved."),
    )  # fmt: skip
    value_of_100 = models.PositiveIntegerField(
        _("value of 100 points"), validators=[MinValueValidator(1)],
        help_text=_("What 100 points cost the program when they are redeemed, on average."),
    )  # fmt: skip
    second_person_above = models.PositiveIntegerField(
        _("a second person above"), default=500,
        help_text=_("Points that one manager may adjust by hand without a second one."),
    )  # fmt: skip
    approval_above = models.PositiveIntegerField(
        _("approval above"), default=10_000,
        help_text=_("A redemption worth more waits for a manager's approval; one worth less does not."),
    )  # fmt: skip

    expiry_months = models.PositiveSmallIntegerField(
        _("points expire after"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Months after which points that were not spent expire, at the end of the month. Empty: never."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("treasury")
        verbose_name_plural = _("treasuries")

    def __str__(self) -> str:
        return f"{self.program} ({self.currency})"

    def worth(self, points: int) -> int:
        """What so many points are worth, in minor units, rounded up: an obligation is never told too small."""
        return -(-points * self.value_of_100 // 100)
