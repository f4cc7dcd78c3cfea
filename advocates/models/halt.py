from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models.grant import Grant, Right
from advocates.models.program import Program


class HaltQuerySet(models.QuerySet["Halt"]):
    def active(self) -> "HaltQuerySet":
        return self.filter(lifted_at=None)

    def stopping(self, program: Program) -> "HaltQuerySet":
        """Those active in the program: its own, and the one of everything."""
        return self.active().filter(Q(program=program) | Q(program=None))


class Halt(models.Model):
    """An active stop on everything, on a program, or on one right, place, person, grant or message of it.

    It stops until it is lifted. A wide one (`WIDE`) is lifted by two people: `lift_proposed_by` said why, `lifted_by`
    confirmed. `program` is empty for everything, `started_by` where the breaker tripped; `message_id` names a row of
    the app above by number. A drill is lifted by itself (see `Drill`).
    """

    class Level(models.TextChoices):
        EVERYTHING = "everything", _("everything, in every program")
        PROGRAM = "program", _("the whole program")
        RIGHT = "right", _("one right")
        PLACE = "place", _("one place")
        PERSON = "person", _("one person")
        GRANT = "grant", _("one grant")
        MESSAGE = "message", _("one message")

    WIDE: ClassVar[tuple[str, ...]] = (Level.EVERYTHING, Level.PROGRAM, Level.RIGHT)

    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="halts", verbose_name=_("program")
    )
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
    message_id = models.BigIntegerField(_("message"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    is_drill = models.BooleanField(_("drill"), default=False, editable=False)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("started by")
    )
    lift_proposed_at = models.DateTimeField(_("lift proposed at"), null=True, blank=True)
    lift_proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("lift proposed by"),
    )  # fmt: skip
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lifted by")
    )
    lift_reason = models.CharField(_("reason for lifting"), max_length=400, blank=True)

    objects: ClassVar[models.Manager["Halt"]] = models.Manager.from_queryset(HaltQuerySet)()

    class Meta:
        verbose_name = _("halt")
        verbose_name_plural = _("halts")
        constraints = [
            models.UniqueConstraint(
                fields=["program"], condition=Q(level="program", lifted_at=None), name="one_active_halt_of_a_program"
            ),
            models.UniqueConstraint(
                fields=["level"], condition=Q(level="everything", lifted_at=None), name="one_active_halt_of_everything"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | ~Q(lift_reason=""), name="a_halt_is_lifted_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None)
                | Q(is_drill=True)
                | ~Q(level__in=("everything", "program", "right"))
                | Q(lift_proposed_by__isnull=False, lifted_by__isnull=False) & ~Q(lift_proposed_by=F("lifted_by")),
                name="a_wide_halt_is_lifted_by_two",
            ),
            models.CheckConstraint(
                condition=Q(level="everything", program=None) | ~Q(level="everything") & Q(program__isnull=False),
                name="a_halt_belongs_to_a_program_or_stops_everything",
            ),
            models.CheckConstraint(
                condition=Q(level__in=("everything", "program"))
                | Q(level="right") & ~Q(right="")
                | Q(level="place", place__isnull=False)
                | Q(level="person", person__isnull=False)
                | Q(level="grant", grant__isnull=False)
                | Q(level="message", message_id__isnull=False),
                name="a_halt_names_what_it_stops",
            ),
        ]
        indexes = [models.Index(fields=["program"], name="halt_active", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.program or ''}".rstrip(": ")

    @property
    def is_wide(self) -> bool:
        """Whether its lift takes a second person. The place that is the whole program counts as the program."""
        whole = self.level == self.Level.PLACE and self.program and self.place_id == self.program.root_page_id
        return (self.level in self.WIDE or bool(whole)) and not self.is_drill

    @property
    def named(self) -> str:
        """What it stops, in words; reads the rows it names."""
        if self.level == self.Level.MESSAGE:
            return _("message %(number)s on “%(place)s”") % {"number": self.message_id, "place": self.place}
        found = {
            self.Level.EVERYTHING: _("the whole installation"), self.Level.RIGHT: self.get_right_display(),
            self.Level.PLACE: self.place, self.Level.PERSON: self.person,
            self.Level.GRANT: f"{self.grant}, {self.grant.scope.title}" if self.grant else "",
        }  # fmt: skip
        return str(found.get(self.Level(self.level), self.program))


class Drill(models.Model):
    """A rehearsed halt of a practice program: how long after the press it held, here and in the worker.

    `tried` uses were attempted after the press and `got_through` of them succeeded: any at all is a failure.
    `worker_ms` is empty until the worker has answered; then the halt is lifted.
    """

    program = models.ForeignKey(Program, models.CASCADE, related_name="drills", verbose_name=_("program"))
    halt = models.OneToOneField(Halt, models.PROTECT, related_name="drill", verbose_name=_("halt"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    here_ms = models.PositiveIntegerField(_("milliseconds until it held here"))
    worker_ms = models.PositiveIntegerField(_("milliseconds until the worker was refused"), null=True, blank=True)
    tried = models.PositiveIntegerField(_("uses tried after the press"))
    got_through = models.PositiveIntegerField(_("uses that got through"), default=0)

    class Meta:
        verbose_name = _("drill")
        verbose_name_plural = _("drills")
        indexes = [models.Index(fields=["program", "-id"], name="drill_of_program")]

    def __str__(self) -> str:
        return f"{self.program} {self.at:%Y-%m-%d}"
