from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.ledger import Transfer


class Reward(models.Model):
    """Something in the catalogue; here: a code out of a stock of codes."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="rewards", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=100)
    text = models.CharField(_("description"), max_length=400, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    points = models.PositiveIntegerField(_("points"), validators=[MinValueValidator(1)])
    how_to_use = models.CharField(_("how to use the code"), max_length=400, blank=True)
    active = models.BooleanField(_("offered"), default=True)

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        ordering = ["points", "name"]
        constraints = [models.CheckConstraint(condition=Q(points__gte=1), name="a_reward_costs_something")]

    def __str__(self) -> str:
        return self.name


class Redemption(models.Model):
    """Points exchanged for a reward, once per key that the person's form or program sent."""

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="redemptions", verbose_name=_("reward"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="redemptions", verbose_name=_("member")
    )
    points = models.PositiveIntegerField(_("points"))
    at = models.DateTimeField(_("at"))
    key = models.CharField(_("key"), max_length=64)
    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="redemption", verbose_name=_("transfer"))

    class Meta:
        verbose_name = _("redemption")
        verbose_name_plural = _("redemptions")
        constraints = [models.UniqueConstraint(fields=["member", "key"], name="one_redemption_per_member_and_key")]

    def __str__(self) -> str:
        return f"{self.reward}: {self.member}"


class RewardCode(models.Model):
    """One code of a reward's stock; it belongs to at most one redemption."""

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="codes", verbose_name=_("reward"))
    code = models.CharField(_("code"), max_length=80)
    redemption = models.OneToOneField(
        Redemption, models.PROTECT, null=True, blank=True, related_name="code", verbose_name=_("redemption")
    )

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("codes")
        constraints = [models.UniqueConstraint(fields=["reward", "code"], name="one_code_once_in_a_stock")]

    def __str__(self) -> str:
        return self.masked

    @property
    def masked(self) -> str:
        """What staff see of it: only its last two characters, and nothing of a short one."""
        return "••••" + (self.code[-2:] if len(self.code) > 5 else "")
