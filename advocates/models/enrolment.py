from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models.program import Program


class Enrolment(models.Model):
    """The relation between a member and a program for one term. It is active until it is ended or the term is over."""

    class End(models.TextChoices):
        LEFT = "left", _("left by themselves")
        REMOVED = "removed", _("ended by the program")
        TERM = "term", _("the term was over")

    program = models.ForeignKey(Program, models.PROTECT, related_name="enrolments", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="enrolments", verbose_name=_("member")
    )
    term_starts = models.DateTimeField(_("term starts"))
    term_ends = models.DateTimeField(_("term ends"))
    enrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("enrolled by")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    end = models.CharField(_("how it ended"), max_length=10, choices=End.choices, blank=True)
    end_reason = models.CharField(_("reason of the end"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "member"], condition=Q(ended_at=None), name="one_enrolment_per_program_and_member"
            ),
            models.CheckConstraint(condition=Q(term_ends__gt=F("term_starts")), name="a_term_ends_after_it_starts"),
            models.CheckConstraint(condition=~Q(enrolled_by=F("member")), name="nobody_enrols_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.program}"


class Renewal(models.Model):
    """That a manager made a term longer before it was over. A term is never made longer in another way."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="renewals", verbose_name=_("enrolment"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    before = models.DateTimeField(_("end before"))
    until = models.DateTimeField(_("end since then"))

    class Meta:
        verbose_name = _("renewal of a term")
        verbose_name_plural = _("renewals of terms")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "before"], name="one_renewal_per_end_of_a_term"),
            models.CheckConstraint(
                condition=Q(until__gt=F("before")) & Q(at__lt=F("before")), name="a_renewal_is_early"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.until:%Y-%m-%d}"


class TermReminder(models.Model):
    """That both sides were told that a term ends in so many days. Each once, and again for the new end after a renewal."""

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="reminders", verbose_name=_("enrolment"))
    term_ends = models.DateTimeField(_("end of the term"))
    days = models.PositiveSmallIntegerField(_("days before the end"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("reminder of a term")
        verbose_name_plural = _("reminders of terms")
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "term_ends", "days"], name="one_reminder_per_term_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.days}"
