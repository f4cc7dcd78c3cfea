from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models.grant import Exercise
from advocates.models.program import Program


class Restriction(models.Model):
    """A quiet period (nothing is said) or an embargo (nothing is said about some words) on a place, from - to."""

    class Kind(models.TextChoices):
        QUIET = "quiet", _("quiet period")
        EMBARGO = "embargo", _("embargoed topic")

    program = models.ForeignKey(Program, models.PROTECT, related_name="restrictions", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.QUIET)
    place = models.ForeignKey("wagtailcore.Page", models.PROTECT, related_name="+", verbose_name=_("place"))
    words = models.TextField(
        _("words"), blank=True,
        help_text=_("One word or phrase a line, for an embargo. “*” stands for any letters or digits of a word."),
    )  # fmt: skip
    reason = models.CharField(_("reason"), max_length=400)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("set by"))
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    overriders = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("who may override it")
    )

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_restriction_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(kind="quiet") | ~Q(words=""), name="an_embargo_names_its_words"),
        ]
        indexes = [models.Index(fields=["program", "ends_at"], name="restriction_active", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.place}"


class Override(models.Model):
    """Something said despite a restriction: who allowed it, for whose act, and why. Never changed, never deleted."""

    restriction = models.ForeignKey(
        Restriction, models.PROTECT, related_name="overrides", verbose_name=_("restriction")
    )
    exercise = models.ForeignKey(Exercise, models.PROTECT, related_name="overrides", verbose_name=_("exercise"))
    advocate = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("advocate"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.CharField(_("reason"), max_length=400)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("override")
        verbose_name_plural = _("overrides")
        constraints = [
            models.CheckConstraint(condition=~Q(by=F("advocate")), name="nobody_overrides_for_themselves"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_override_has_a_reason"),
            models.UniqueConstraint(fields=["restriction", "exercise"], name="one_override_per_restriction_and_use"),
        ]

    def __str__(self) -> str:
        return f"{self.restriction}: {self.by}"
