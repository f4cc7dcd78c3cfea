from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class Goal(models.Model):
    """What the program wants to reach: a metric that is measured, from where, to where, until when.

    A measured metric is a count over the last `window` days, so that it can rise and fall. A figure of its own is what
    staff enter, with the day it is of.
    """

    class Metric(models.TextChoices):
        POSTS = "posts", _("published posts")
        REPLIES = "replies", _("official replies")
        DECISIONS = "decisions", _("moderation decisions")
        ADVOCATES = "advocates", _("active advocates")
        REFERRALS = "referrals", _("converted referrals")
        IDEAS = "ideas", _("ideas shipped")
        OWN = "own", _("a figure that staff enter")

    program = models.ForeignKey(Program, models.PROTECT, related_name="goals", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=120)
    metric = models.CharField(_("metric"), max_length=12, choices=Metric.choices)
    unit = models.CharField(_("unit"), max_length=30, blank=True, help_text=_("Of a figure that staff enter."))
    window = models.PositiveSmallIntegerField(
        _("counted over days"), default=28, validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("A measured metric is what happened in so many days."),
    )  # fmt: skip
    baseline = models.BigIntegerField(_("from"), default=0)
    target = models.BigIntegerField(_("to"))
    due = models.DateField(_("until"))

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [models.CheckConstraint(condition=~Q(target=F("baseline")), name="a_goal_wants_a_change")]

    def __str__(self) -> str:
        return self.name

    @property
    def measured(self) -> bool:
        """Whether the product counts it by itself."""
        return self.metric != self.Metric.OWN

    @property
    def counted_in(self) -> str:
        return str(self.get_metric_display()) if self.measured else self.unit


class GoalFigure(models.Model):
    """One value of a goal that staff entered. Never changed: a later entry for the same day counts instead."""

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="figures", verbose_name=_("goal"))
    on = models.DateField(_("day"))
    value = models.BigIntegerField(_("value"))
    note = models.CharField(_("where it is from"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("figure of a goal")
        verbose_name_plural = _("figures of goals")
        indexes = [models.Index(fields=["goal", "on", "id"], name="figures_of_goal")]

    def __str__(self) -> str:
        return str(self.value)
