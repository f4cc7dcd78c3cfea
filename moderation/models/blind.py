"""Decisions made blind and without effect: by apprentices, on cases with a known answer, and as second reviews."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Clause, Grant, Program
from moderation.models.case import Case
from moderation.models.decision import Act, Decision


class Rates(models.Model):
    """How a program measures those who decide. A program without a row has the defaults: nothing is drawn.

    `gold_percent` of claims bring a case with a known answer, `second_percent` of decisions are drawn for a blind second
    review. An apprentice is proposed after `promote_after` compared cases, where the lower bound of the 95 % interval of
    their agreement is at least `promote_percent`.
    """

    program = models.OneToOneField(Program, models.PROTECT, related_name="rates", verbose_name=_("program"))
    gold_percent = models.PositiveSmallIntegerField(
        _("known cases among a hundred claims"), default=0, validators=[MaxValueValidator(50)]
    )
    second_percent = models.PositiveSmallIntegerField(
        _("second reviews of a hundred decisions"), default=0, validators=[MaxValueValidator(100)]
    )
    promote_after = models.PositiveSmallIntegerField(
        _("compared cases until an apprentice is proposed"), default=20, validators=[MinValueValidator(1)]
    )
    promote_percent = models.PositiveSmallIntegerField(
        _("least agreement in percent (lower bound)"), default=70, validators=[MaxValueValidator(100)]
    )

    class Meta:
        verbose_name = _("rates of measuring")
        verbose_name_plural = _("rates of measuring")

    def __str__(self) -> str:
        return str(self.program)


class GoldCase(models.Model):
    """A decided case with the answer that is known to be right: act, clause and why. Made by a manager, never changed.

    `title` and `body` are sealed when it is made, as they were when the case was decided, without the author's names;
    `stranger` is the number that stands for the author, and nobody's.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="gold_cases", verbose_name=_("program"))
    case = models.OneToOneField(Case, models.PROTECT, related_name="gold", verbose_name=_("case"))
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="+", verbose_name=_("decision"))
    act = models.CharField(_("right answer"), max_length=10, choices=Act.choices)
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("clause")
    )
    why = models.CharField(_("why"), max_length=800)
    title = models.CharField(_("title"), max_length=300, blank=True)
    body = models.TextField(_("body"))
    stranger = models.PositiveBigIntegerField(_("number in the author's place"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("case with a known answer")
        verbose_name_plural = _("cases with a known answer")

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.case}"


class BlindDecision(models.Model):
    """What somebody decides on a case without effect and without seeing what others decided.

    It is given at `given_at` and waits until `at`; from then on it never changes. An apprentice's rests on a shadow
    grant. `against` is the live decision that a second review repeats. A manager answers a difference: the case is
    `reopened`, or the decision `stands`.
    """

    class Kind(models.TextChoices):
        SHADOW = "shadow", _("apprentice")
        GOLD = "gold", _("known case")
        SECOND = "second", _("second review")

    class Answer(models.TextChoices):
        REOPENED = "reopened", _("opened again")
        STANDS = "stands", _("the decision stands")

    program = models.ForeignKey(Program, models.PROTECT, related_name="blind_decisions", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    case = models.ForeignKey(Case, models.PROTECT, related_name="blind_decisions", verbose_name=_("case"))
    against = models.ForeignKey(
        Decision, models.PROTECT, null=True, blank=True, related_name="reviews", verbose_name=_("decision")
    )
    grant = models.ForeignKey(
        Grant, models.PROTECT, null=True, blank=True, related_name="shadow_decisions", verbose_name=_("shadow grant")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="blind_decisions",
        verbose_name=_("by"),
    )  # fmt: skip
    given_at = models.DateTimeField(_("given at"))
    act = models.CharField(_("act"), max_length=10, choices=Act.choices, blank=True)
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("clause")
    )
    reason = models.TextField(_("words"), max_length=2000, blank=True)
    at = models.DateTimeField(_("at"), null=True, blank=True)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answer_reason = models.CharField(_("reason of the answer"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("blind decision")
        verbose_name_plural = _("blind decisions")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case", "by", "kind"], condition=Q(by__isnull=False), name="one_blind_decision_of_a_kind"
            ),
            models.UniqueConstraint(
                fields=["against"], condition=Q(kind="second"), name="one_second_review_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(act="", at=None) | ~Q(act="") & Q(at__isnull=False, by__isnull=False),
                name="a_blind_decision_has_an_act",
            ),
            models.CheckConstraint(
                condition=Q(kind="shadow", grant__isnull=False) | ~Q(kind="shadow") & Q(grant=None),
                name="an_apprentice_decides_under_a_shadow_grant",
            ),
            models.CheckConstraint(
                condition=Q(kind="second", against__isnull=False) | ~Q(kind="second") & Q(against=None),
                name="a_second_review_repeats_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None, answered_at=None)
                | ~Q(answer="") & ~Q(act="") & Q(answered_by__isnull=False, answered_at__isnull=False),
                name="an_answered_difference_says_by_whom",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["by", "-given_at"], name="blind_of_person"),
            models.Index(fields=["program", "given_at"], name="blind_waiting", condition=Q(at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case}"
