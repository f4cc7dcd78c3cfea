from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import CoursePage, Program


class Reward(models.Model):
    """Something in the catalogue: a code, goods, an experience, a donation or cash; and who may get it.

    Money is in minor units of the program's currency. `cost` is what one costs the program, for cash and a donation the
    amount itself; `fair_value` what it would cost in a shop. `stock` counts goods that are left; codes and dates have
    rows of their own, a donation and cash end with the budget. `countries` are ISO 3166 codes, none for everywhere.
    """

    class Kind(models.TextChoices):
        CODE = "code", _("code")
        GOODS = "goods", _("goods by post")
        EXPERIENCE = "experience", _("experience")
        DONATION = "donation", _("donation")
        CASH = "cash", _("money")

    program = models.ForeignKey(Program, models.PROTECT, related_name="rewards", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.CODE)
    name = models.CharField(_("name"), max_length=100)
    text = models.CharField(_("description"), max_length=400, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    points = models.PositiveIntegerField(_("points"), validators=[MinValueValidator(1)])
    how_to_use = models.CharField(_("how to use it"), max_length=400, blank=True)
    active = models.BooleanField(_("offered"), default=True)
    cost = models.PositiveIntegerField(_("cost"), default=0)
    fair_value = models.PositiveIntegerField(_("fair value"), default=0)
    stock = models.PositiveIntegerField(_("pieces left"), default=0)
    countries = models.JSONField(_("countries"), default=list, blank=True)
    causes = models.JSONField(_("causes"), default=list, blank=True)
    receipt = models.CharField(_("text of the receipt"), max_length=400, blank=True)
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    per_person = models.PositiveSmallIntegerField(_("most per person"), null=True, blank=True)
    per_days = models.PositiveSmallIntegerField(_("within days"), null=True, blank=True)
    enrolled_only = models.BooleanField(_("only for enrolled advocates"), default=False)
    enrolled_days = models.PositiveSmallIntegerField(_("enrolled for at least, in days"), default=0)
    lifetime_points = models.PositiveIntegerField(_("points ever earned, at least"), default=0)
    tier = models.SlugField(_("tier"), blank=True)
    certification = models.ForeignKey(
        CoursePage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("certification")
    )

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        ordering = ["points", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gte=1), name="a_reward_costs_something"),
            models.CheckConstraint(
                condition=~Q(kind__in=["cash", "donation"]) | Q(cost__gte=1), name="money_given_is_an_amount"
            ),
            models.CheckConstraint(condition=Q(kind="goods") | Q(stock=0), name="only_goods_are_counted_in_pieces"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="a_reward_is_offered_for_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def worth(self) -> int:
        """What decides whether a second person approves it: its cost or its fair value, whichever is more."""
        return max(self.cost, self.fair_value)


class RewardDate(models.Model):
    """One date of an experience with its places. `taken` moves by one guarded statement, never beyond `places`."""

    reward = models.ForeignKey(Reward, models.PROTECT, related_name="dates", verbose_name=_("reward"))
    starts_at = models.DateTimeField(_("begins"))
    where = models.CharField(_("where"), max_length=120)
    places = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1)])
    taken = models.PositiveSmallIntegerField(_("places taken"), default=0)

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="no_more_people_than_places"),
            models.UniqueConstraint(fields=["reward", "starts_at", "where"], name="one_date_once"),
        ]

    def __str__(self) -> str:
        return self.where

    @property
    def left(self) -> int:
        return self.places - self.taken
