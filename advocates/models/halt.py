from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models.grant import Grant, Right
from advocates.models.program import Program


class Halt(models.Model):
    """An active stop on a program, or on one right, place, person or grant in it. It stops until it is lifted."""

    class Level(models.TextChoices):
        PROGRAM = "program", _("the whole program")
        RIGHT = "right", _("one right")
        PLACE = "place", _("one place")
        PERSON = "person", _("one person")
        GRANT = "grant", _("one grant")

    program = models.ForeignKey(Program, models.PROTECT, related_name="halts", verbose_name=_("program"))
    level = models.CharField(_("level"), max_length=10, choices=Level.choices, default=Level.PROGRAM)
    right = models.CharField(_("right"), max_length=10, choices=Right.choices, blank=True)
    place = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="halts", verbose_name=_("grant")
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lifted by")
    )
    lift_reason = models.CharField(_("reason for lifting"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("halt")
        verbose_name_plural = _("halts")
        constraints = [
            models.UniqueConstraint(
                fields=["program"], condition=Q(level="program", lifted_at=None), name="one_active_halt_of_a_program"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | ~Q(lift_reason=""), name="a_halt_is_lifted_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(level="program")
                | Q(level="right") & ~Q(right="")
                | Q(level="place", place__isnull=False)
                | Q(level="person", person__isnull=False)
                | Q(level="grant", grant__isnull=False),
                name="a_halt_names_what_it_stops",
            ),
        ]
        indexes = [models.Index(fields=["program"], name="halt_active", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.program}"
