from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import PolicyVersion, Program


class Goal(models.Model):
    """What the program wants to reach: a metric that is measured, from where, to where, until when."""

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
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    baseline = models.BigIntegerField(_("baseline"), default=0)
    target = models.BigIntegerField(_("target"))
    due = models.DateField(_("until"))

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [models.CheckConstraint(condition=~Q(target=F("baseline")), name="a_goal_wants_a_change")]

    def __str__(self) -> str:
        return self.name


class Campaign(models.Model):
    """A dated effort with goal, budget and owner. `points_budget` is the most points that its missions may promise."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.DRAFT: frozenset({State.OPEN, State.CANCELLED}),
        State.OPEN: frozenset({State.CLOSED}),
        State.CLOSED: frozenset(),
        State.CANCELLED: frozenset(),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="campaigns", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=120)
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="campaigns", verbose_name=_("goal"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="campaigns_owned", verbose_name=_("owner")
    )
    policy = models.ForeignKey(
        PolicyVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("policy")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    points_budget = models.PositiveIntegerField(_("budget in points"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_campaign_ends_after_it_starts")
        ]
        indexes = [models.Index(fields=["program", "state", "-starts_at"], name="campaigns_of_program")]

    def __str__(self) -> str:
        return self.name
