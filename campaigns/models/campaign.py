from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import PolicyVersion, Program
from campaigns.models.goal import Goal

__all__ = ["Campaign", "Goal"]


class Campaign(models.Model):
    """A dated effort with goal, budget and owner. `points_budget` is the most points that its missions may promise.

    `disclosure` is what those who take part tell their readers; empty, the program's. `to_find` is for managers only:
    what the brief still lacks.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    class Audience(models.TextChoices):
        ALL = "all", _("every advocate")
        POST = "post", _("advocates with a right to post")
        REPLY = "reply", _("advocates with a right to reply")
        MODERATE = "moderate", _("advocates with a right to moderate")

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
    summary = models.TextField(_("what it is about"), max_length=1_000, blank=True)
    audience = models.CharField(_("who is asked"), max_length=10, choices=Audience.choices, default=Audience.ALL)
    audience_note = models.CharField(_("and in words"), max_length=240, blank=True)
    gets = models.CharField(_("what one gets"), max_length=300, blank=True)
    disclosure = models.CharField(_("disclosure"), max_length=240, blank=True)
    to_find = models.TextField(_("what the brief still lacks"), max_length=2_000, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    points_budget = models.PositiveIntegerField(_("budget in points"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_campaign_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"])
                | Q(owner__isnull=False, policy__isnull=False, points_budget__gte=1),
                name="an_open_campaign_has_owner_policy_and_budget",
            ),
        ]
        indexes = [models.Index(fields=["program", "state", "-starts_at"], name="campaigns_of_program")]

    def __str__(self) -> str:
        return self.name

    @property
    def told(self) -> str:
        """The disclosure that holds for it."""
        return self.disclosure or str(self.program.disclosure)
