"""What is done about a person, as distinct from a message, and who proposed it."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Clause, Program, Silence
from moderation.models.decision import Decision

STRIKE_DAYS, MOST_WEIGHT = 90, 10


class PersonAct(models.TextChoices):
    """What a manager does about a person. None of it changes a message."""

    WARN = "warn", _("warning")
    STRIKE = "strike", _("strike")
    MUTE = "mute", _("mute")
    SUSPEND = "suspend", _("suspension")


SILENCING = {PersonAct.MUTE: Silence.Kind.MUTE, PersonAct.SUSPEND: Silence.Kind.SUSPENSION}


class Measure(models.Model):
    """What was done about a person, and until when it counts; never changed, only ended.

    It rests on a decision against a message of theirs: its clause is the measure's, whoever appeals that decision
    appeals the measure with it, and what is overturned takes it along. A strike counts `weight` until `until`; a mute or
    suspension is the silence of the rule of rights. `ended_by` is empty where the time was simply over.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="measures", verbose_name=_("program"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="measures", verbose_name=_("person")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=PersonAct.choices)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="measures", verbose_name=_("decision"))
    reason = models.TextField(_("words to the person"), max_length=2000)
    weight = models.PositiveSmallIntegerField(_("weight"), default=0)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    silence = models.OneToOneField(
        Silence, models.PROTECT, null=True, blank=True, related_name="measure", verbose_name=_("silence")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    end_reason = models.TextField(_("why it ended"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(by=F("person")), name="nobody_takes_a_measure_about_themselves"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_measure_says_why"),
            models.CheckConstraint(
                condition=Q(kind="strike", weight__gt=0) | ~Q(kind="strike") & Q(weight=0),
                name="a_strike_and_nothing_else_has_weight",
            ),
            models.CheckConstraint(
                condition=Q(kind="warn", until=None) | ~Q(kind="warn") & Q(until__isnull=False),
                name="a_measure_but_a_warning_ends_by_itself",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["mute", "suspend"], silence__isnull=False)
                | Q(kind__in=["warn", "strike"], silence=None),
                name="a_mute_or_suspension_silences",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, end_reason="")
                | Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_reason=""),
                name="a_measure_ended_by_somebody_says_why",
            ),
            models.UniqueConstraint(
                fields=["decision", "kind"], condition=Q(ended_at=None), name="one_running_measure_of_a_kind"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["program", "person"], name="measure_of_person"),
            models.Index(fields=["until"], name="measure_to_expire", condition=Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class MeasureProposal(models.Model):
    """Somebody, or the program's thresholds (`by` is empty), proposes a measure; a manager takes it or does not."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CONFIRMED = "confirmed", _("confirmed")
        DECLINED = "declined", _("declined")
        FALLEN = "fallen", _("fallen away")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.CONFIRMED, State.DECLINED, State.FALLEN}),
        State.CONFIRMED: frozenset(),
        State.DECLINED: frozenset(),
        State.FALLEN: frozenset(),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="measure_proposals", verbose_name=_("program"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=8, choices=PersonAct.choices)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="proposals", verbose_name=_("decision"))
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    weight = models.PositiveSmallIntegerField(_("weight of the strikes"), default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    measure = models.OneToOneField(
        Measure, models.PROTECT, null=True, blank=True, related_name="proposal", verbose_name=_("measure")
    )

    class Meta:
        verbose_name = _("proposed measure")
        verbose_name_plural = _("proposed measures")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(answered_by=F("person")) & (Q(by=None) | Q(answered_by=None) | ~Q(answered_by=F("by"))),
                name="a_proposed_measure_is_answered_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "fallen"], answered_by=None)
                | Q(state__in=["confirmed", "declined"], answered_by__isnull=False) & ~Q(answer=""),
                name="an_answered_measure_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", measure__isnull=False) | ~Q(state="confirmed") & Q(measure=None),
                name="a_confirmed_measure_was_taken",
            ),
            models.CheckConstraint(condition=Q(by=None) | ~Q(reason=""), name="a_person_proposes_with_a_reason"),
            models.UniqueConstraint(
                fields=["program", "person", "kind"], condition=Q(state="open"), name="one_open_proposal_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.person}"


class StandingRule(models.Model):
    """How long strikes count in a program, and at which sum of their weights what is proposed; 0 proposes nothing."""

    program = models.OneToOneField(Program, models.PROTECT, related_name="standing_rule", verbose_name=_("program"))
    strike_days = models.PositiveSmallIntegerField(
        _("days that a strike counts"), default=STRIKE_DAYS, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    mute_weight = models.PositiveSmallIntegerField(_("weight at which a mute is proposed"), default=3)
    mute_days = models.PositiveSmallIntegerField(_("days of that mute"), default=7)
    suspend_weight = models.PositiveSmallIntegerField(_("weight at which a suspension is proposed"), default=6)
    suspend_days = models.PositiveSmallIntegerField(_("days of that suspension"), default=30)

    class Meta:
        verbose_name = _("rule of strikes")
        verbose_name_plural = _("rules of strikes")

    def __str__(self) -> str:
        return f"{self.program}"


class ClauseWeight(models.Model):
    """What a strike for breaking a clause weighs, also for later versions of the policy; 1 where nothing is said."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="clause_weights", verbose_name=_("program"))
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="+", verbose_name=_("clause"))
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MOST_WEIGHT)]
    )

    class Meta:
        verbose_name = _("weight of a clause")
        verbose_name_plural = _("weights of clauses")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["program", "clause"], name="one_weight_per_clause"),
            models.CheckConstraint(
                condition=Q(weight__gte=1, weight__lte=MOST_WEIGHT), name="a_clause_weighs_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause}: {self.weight}"
