from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models.application import Application
from advocates.models.program import Program


class Criterion(models.Model):
    """What an application is judged by, in points from 1 to `most`."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="criteria", verbose_name=_("program"))
    label = models.CharField(_("criterion"), max_length=120)
    help_text = models.CharField(_("what few and many points mean"), max_length=400, blank=True)
    most = models.PositiveSmallIntegerField(
        _("most points"), default=5, validators=[MinValueValidator(2), MaxValueValidator(10)]
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired = models.BooleanField(_("retired"), default=False, help_text=_("No longer judged; old reviews keep it."))

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=Q(most__gte=2, most__lte=10), name="a_criterion_has_a_scale")]

    def __str__(self) -> str:
        return self.label


class Review(models.Model):
    """What one reviewer says of an application as it was sent at `sent_at`. It never changes."""

    class Advice(models.TextChoices):
        ACCEPT = "accept", _("accept")
        DECLINE = "decline", _("decline")

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="reviews", verbose_name=_("application")
    )  # fmt: skip
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewer"))
    sent_at = models.DateTimeField(_("of the application sent at"))
    advice = models.CharField(_("advice"), max_length=10, choices=Advice.choices)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer", "sent_at"], name="one_review_per_reviewer"),
            models.CheckConstraint(condition=Q(advice__in=["accept", "decline"]), name="a_review_gives_an_advice"),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.reviewer}"


class Score(models.Model):
    """The points of one review for one criterion."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="scores", verbose_name=_("review"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores", verbose_name=_("criterion"))
    points = models.PositiveSmallIntegerField(_("points"))

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_review_and_criterion"),
            models.CheckConstraint(condition=Q(points__gte=1, points__lte=10), name="points_begin_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"


class ConflictOfInterest(models.Model):
    """That a manager is too near to an applicant to judge: from then on the application does not exist for them."""

    application = models.ForeignKey(
        Application, models.CASCADE, related_name="conflicts", verbose_name=_("application")
    )  # fmt: skip
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reviewer"))
    reason = models.CharField(_("reason"), max_length=400)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("conflict of interest")
        verbose_name_plural = _("conflicts of interest")
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="one_conflict_per_application_and_person")
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.reviewer}"
