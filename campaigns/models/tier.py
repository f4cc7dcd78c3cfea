from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class Tier(models.Model):
    """Earned recognition: from so many points in a season on. It gives perks and never a right.

    Rewards for a tier name it by its slug, missions by its place from below. `perks` are told in words, one a line.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="tiers", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=40)
    slug = models.SlugField(
        _("short name"), max_length=40, help_text=_("By which rewards and missions for this tier name it."),
    )  # fmt: skip
    threshold = models.PositiveIntegerField(_("from points in a season"), validators=[MinValueValidator(1)])
    perks = models.TextField(
        _("perks"), max_length=1000, blank=True, help_text=_("One a line. Rights are no perks: they are granted.")
    )

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["threshold"]
        constraints = [
            models.UniqueConstraint(fields=["program", "slug"], name="one_tier_per_short_name"),
            models.UniqueConstraint(fields=["program", "threshold"], name="one_tier_per_threshold"),
            models.CheckConstraint(condition=Q(threshold__gte=1), name="a_tier_is_earned"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def perk_lines(self) -> list[str]:
        return [line.strip() for line in self.perks.splitlines() if line.strip()]


class Recognition(models.Model):
    """Where a person stands in a program: the tier, since when, and what of it they show to others.

    Its row is locked by whoever changes a person's score or tier.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="recognised", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="recognitions", verbose_name=_("member")
    )
    tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, blank=True, related_name="held_by", verbose_name=_("tier")
    )
    since = models.DateTimeField(_("since"), null=True, blank=True)
    shows_tier = models.BooleanField(_("my tier on my public page"), default=False)
    on_leaderboard = models.BooleanField(_("my place on the leaderboard"), default=False)

    class Meta:
        verbose_name = _("recognition")
        verbose_name_plural = _("recognitions")
        constraints = [
            models.UniqueConstraint(fields=["program", "member"], name="one_recognition_per_program_and_member"),
            models.CheckConstraint(
                condition=Q(tier=None, since=None) | Q(tier__isnull=False, since__isnull=False),
                name="a_tier_is_held_since_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.tier or '-'}"
