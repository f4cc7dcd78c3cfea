from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from moderation.models.case import Case

MOST_SAMPLED = 200
"""Messages of a thousand; more would be reading everything."""
MOST_HOURS = 24 * 60
HOURS = (96, 48, 24, 8, 2)
"""Hours until somebody should have decided, by urgency from 0 to 4, where a program promises nothing else."""
ANOTHER = _("There is a promise for this place already: change that one.")
ORDER = _("What is more urgent is decided at least as soon.")


class Intake(models.Model):
    """How a program's cases come about beside flags, rules and held messages. A program without a row has the defaults."""

    program = models.OneToOneField(Program, models.CASCADE, related_name="intake", verbose_name=_("program"))
    samples = models.PositiveSmallIntegerField(
        _("random samples of a thousand messages"), default=0, validators=[MaxValueValidator(MOST_SAMPLED)],
        help_text=_("So many ordinary messages come to the desk, too, so that moderators see what is usual. 0: none."),
    )  # fmt: skip
    alike = models.PositiveSmallIntegerField(
        _("alike, in percent"), default=90, validators=[MaxValueValidator(100)],
        help_text=_("How much two texts must share to be decided together: at least 70. 0: never together."),
    )  # fmt: skip
    alike_hours = models.PositiveSmallIntegerField(
        _("hours between cases decided together"), default=72, validators=[MinValueValidator(1), MaxValueValidator(720)]
    )
    languages = models.CharField(
        _("languages that are told apart"), max_length=120, blank=True,
        help_text=_("Codes like “en de pl”: what is written on your pages. Empty: the languages that a brand may speak."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("intake of cases")
        verbose_name_plural = _("intake of cases")
        constraints = [
            models.CheckConstraint(condition=Q(samples__lte=MOST_SAMPLED), name="samples_are_a_share"),
            models.CheckConstraint(condition=Q(alike=0) | Q(alike__range=(70, 100)), name="alike_is_nearly_the_same"),
        ]

    def __str__(self) -> str:
        return str(self.program)


class Promise(models.Model):
    """Within how many hours cases are decided, by urgency: below `page`, or in the whole program where there is none.

    The promise of the nearest page above a case counts. It holds for cases that open, or become more urgent, from then on.
    """

    LEVELS: ClassVar[tuple[str, ...]] = ("hours_0", "hours_1", "hours_2", "hours_3", "hours_4")

    program = models.ForeignKey(Program, models.CASCADE, related_name="promises", verbose_name=_("program"))
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("page"),
        help_text=_("It holds for this page and everything below it. Empty: for the whole program."),
    )  # fmt: skip
    hours_4 = models.PositiveSmallIntegerField(
        _("hours where it burns"), default=HOURS[4], validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )
    hours_3 = models.PositiveSmallIntegerField(
        _("hours where it is urgent"),
        default=HOURS[3],
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    hours_2 = models.PositiveSmallIntegerField(
        _("hours for what was flagged"),
        default=HOURS[2],
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    hours_1 = models.PositiveSmallIntegerField(
        _("hours for what is held"), default=HOURS[1], validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )
    hours_0 = models.PositiveSmallIntegerField(
        _("hours for samples"), default=HOURS[0], validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "page"], name="one_promise_per_page", violation_error_message=ANOTHER
            ),
            models.UniqueConstraint(
                fields=["program"],
                condition=Q(page=None),
                name="one_promise_per_program",
                violation_error_message=ANOTHER,
            ),
            models.CheckConstraint(
                condition=Q(hours_4__gte=1, hours_3__gte=F("hours_4"), hours_2__gte=F("hours_3"))
                & Q(hours_1__gte=F("hours_2"), hours_0__gte=F("hours_1")),
                name="the_more_urgent_the_sooner",
                violation_error_message=ORDER,
            ),
        ]

    def __str__(self) -> str:
        return str(self.page or self.program)

    @property
    def hours(self) -> tuple[int, ...]:
        """By urgency, from 0 to 4."""
        return self.hours_0, self.hours_1, self.hours_2, self.hours_3, self.hours_4


class Alarm(models.Model):
    """What a person was told last about cases that run out of the promised time, so that they get no storm of letters."""

    class Level(models.IntegerChoices):
        SOON = 1, _("running out")
        LATE = 2, _("late")

    program = models.ForeignKey(Program, models.CASCADE, related_name="+", verbose_name=_("program"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person")
    )  # fmt: skip
    level = models.PositiveSmallIntegerField(_("what was told"), choices=Level.choices)
    told_at = models.DateTimeField(_("told at"))

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = [models.UniqueConstraint(fields=["program", "person"], name="one_alarm_per_program_and_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_level_display()}"


class TextMark(models.Model):
    """A part of what an open case's text looks like. Cases that share one may say the same; only leaders have marks."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="marks", verbose_name=_("case"))
    mark = models.BigIntegerField(_("mark"), db_index=True)

    class Meta:
        verbose_name = _("mark of a text")
        verbose_name_plural = _("marks of texts")

    def __str__(self) -> str:
        return f"{self.case_id}: {self.mark}"
