from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models.grant import Grant
from advocates.models.program import Program


class AccessReview(models.Model):
    """One round of a program over all its live grants: what nobody confirms before `due_at` is ended."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="access_reviews", verbose_name=_("program"))
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("opened by")
    )
    due_at = models.DateTimeField(_("answers until"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("access review")
        verbose_name_plural = _("access reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["program"], condition=Q(closed_at=None), name="one_open_access_review_per_program"
            ),
            models.CheckConstraint(condition=Q(due_at__gt=models.F("opened_at")), name="an_access_review_takes_time"),
        ]

    def __str__(self) -> str:
        return f"{self.program}, {self.opened_at:%Y-%m-%d}"


class ReviewedGrant(models.Model):
    """One grant in a round: whose it is to confirm, how it was used since the last round, and what was answered.

    The figures are those at the opening; `suggestion` is a code of `advocates.queries.suggestions` and `per_day` the
    narrower limit that goes with it. Once answered the row never changes.
    """

    class Answer(models.TextChoices):
        OPEN = "", _("not answered")
        KEPT = "kept", _("kept")
        NARROWED = "narrowed", _("narrowed")
        ENDED = "ended", _("ended")
        UNCONFIRMED = "unconfirmed", _("not confirmed in time")
        OVER = "over", _("had ended already")

    review = models.ForeignKey(AccessReview, models.PROTECT, related_name="items", verbose_name=_("access review"))
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="reviewed", verbose_name=_("grant"))
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("falls to")
    )
    uses = models.PositiveIntegerField(_("uses since the last round"))
    busiest_day = models.PositiveIntegerField(_("most uses on a day"))
    last_used = models.DateTimeField(_("last used"), null=True, blank=True)
    pages = models.PositiveIntegerField(_("pages used on"))
    pages_in_all = models.PositiveIntegerField(_("pages it covers"))
    removals = models.PositiveIntegerField(_("removed, hidden or overturned"))
    suggestion = models.CharField(_("suggestion"), max_length=12)
    per_day = models.PositiveIntegerField(_("suggested uses a day"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=12, choices=Answer.choices, default=Answer.OPEN, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("reviewed grant")
        verbose_name_plural = _("reviewed grants")
        constraints = [
            models.UniqueConstraint(fields=["review", "grant"], name="a_grant_once_in_an_access_review"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(answer__in=["unconfirmed", "over"], answered_at__isnull=False, answered_by=None)
                | Q(answer="kept", answered_at__isnull=False, answered_by__isnull=False)
                | Q(answer__in=["narrowed", "ended"], answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(reason=""),
                name="an_answer_in_a_review_says_who_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["review", "reviewer", "id"], name="reviewed_open", condition=Q(answer="")),
        ]

    def __str__(self) -> str:
        return str(self.grant)


class AccessReviewLetter(models.Model):
    """That a reviewer was written to about a round, so that it happens once; `days` before its deadline, 0 at the opening."""

    review = models.ForeignKey(AccessReview, models.CASCADE, related_name="letters", verbose_name=_("access review"))
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("reviewer"))
    days = models.PositiveSmallIntegerField(_("days before the deadline"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("letter about an access review")
        verbose_name_plural = _("letters about access reviews")
        constraints = [
            models.UniqueConstraint(fields=["review", "reviewer", "days"], name="one_letter_per_review_and_days")
        ]

    def __str__(self) -> str:
        return f"{self.review}, {self.days}"
