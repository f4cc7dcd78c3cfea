from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models.grant import Right
from advocates.models.program import Program
from advocates.models.training import CoursePage, LessonPage


class LessonRead(models.Model):
    """That a member has worked through a lesson."""

    lesson = models.ForeignKey(LessonPage, models.CASCADE, related_name="reads", verbose_name=_("lesson"))
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("member"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("lesson read")
        verbose_name_plural = _("lessons read")
        constraints = [models.UniqueConstraint(fields=["member", "lesson"], name="one_read_per_member_and_lesson")]

    def __str__(self) -> str:
        return f"{self.member}: {self.lesson}"


class Attempt(models.Model):
    """One try at the quiz of a course: the questions as they stood, what was answered, and once judged the score.

    `questions` hold what is right: they never leave the server before `judged_at`. `score` is in percent.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="+", verbose_name=_("program"))
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="tries", verbose_name=_("course"))
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("member"))
    begun_at = models.DateTimeField(_("begun at"))
    questions = models.JSONField(_("questions"))
    answers = models.JSONField(_("answers"), default=dict)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark in percent"))
    judged_at = models.DateTimeField(_("judged at"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("score in percent"), null=True, blank=True)
    passed = models.BooleanField(_("passed"), default=False)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["member", "course"], condition=Q(judged_at=None), name="one_open_attempt_per_member_and_course"
            ),
            models.CheckConstraint(
                condition=Q(passed=False) | Q(judged_at__isnull=False, score__gte=F("pass_mark")),
                name="passed_means_reached_the_mark",
            ),
        ]
        indexes = [models.Index(fields=["member", "course", "begun_at"], name="attempt_of_member")]

    def __str__(self) -> str:
        return f"{self.member}: {self.course}"

    def get_absolute_url(self) -> str:
        return f"/portal/learn/attempts/{self.pk}/"


class Certification(models.Model):
    """Dated proof, which expires, that a member passed a course. A renewal is another one; revoking ends it at once."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="certifications", verbose_name=_("program"))
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="certifications", verbose_name=_("course"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="certifications", verbose_name=_("member")
    )
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="certification", verbose_name=_("attempt"))
    passed_at = models.DateTimeField(_("passed at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    reason = models.CharField(_("reason of the revocation"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("passed_at")), name="a_certification_lasts"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(reason="")),
                name="a_revocation_says_who_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "course", "expires_at"], name="certification_of_member"),
            models.Index(fields=["expires_at"], name="certification_to_remind", condition=Q(revoked_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.course}"

    def get_absolute_url(self) -> str:
        return f"/portal/learn/certificates/{self.pk}/"


class Requirement(models.Model):
    """That a right of a program rests on a course, from `binds_from` on, until it is waived."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="requirements", verbose_name=_("program"))
    right = models.CharField(_("right"), max_length=10, choices=Right.choices)
    course = models.ForeignKey(CoursePage, models.PROTECT, related_name="requirements", verbose_name=_("course"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    binds_from = models.DateTimeField(_("binds from"))
    ended_at = models.DateTimeField(_("waived at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("waived by")
    )

    class Meta:
        verbose_name = _("required course")
        verbose_name_plural = _("required courses")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "right", "course"], condition=Q(ended_at=None), name="one_requirement_per_right"
            ),
            models.CheckConstraint(condition=Q(right__in=Right.values), name="a_requirement_is_of_a_known_right"),
        ]

    def __str__(self) -> str:
        return f"{self.get_right_display()}: {self.course}"


class Reminder(models.Model):
    """That a member was told that a certification ends in so many days (0: has ended). Each once."""

    certification = models.ForeignKey(
        Certification, models.CASCADE, related_name="reminders", verbose_name=_("certification")
    )
    days = models.PositiveSmallIntegerField(_("days before the end"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(fields=["certification", "days"], name="one_reminder_per_certification_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.certification} {self.days}"
