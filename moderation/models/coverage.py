from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from moderation.models.case import Case
from moderation.models.playbook import Scenario, ScenarioVersion


class CaseFit(models.Model):
    """Which scenario a case fits, as the map was when somebody last looked: what the clock and the figures go by.

    Without a scenario the case is unmapped; `caught`: only a catch-all fits. `answer_by` is when the scenario's time is
    over. `edition` is the number of the newest version of any scenario of the program at that moment; a smaller one is
    looked at again until the case is `settled`, decided or closed.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="fit", verbose_name=_("case"))
    program = models.ForeignKey(Program, models.CASCADE, related_name="+", verbose_name=_("program"))
    opened_at = models.DateTimeField(_("opened at"))
    scenario = models.ForeignKey(
        Scenario, models.PROTECT, null=True, blank=True, related_name="fits", verbose_name=_("scenario")
    )
    version = models.ForeignKey(
        ScenarioVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("version")
    )
    caught = models.BooleanField(_("only a catch-all fits"), default=False)
    at = models.DateTimeField(_("looked at"))
    edition = models.BigIntegerField(_("edition of the map"), default=0)
    answer_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated at"), null=True, blank=True)
    settled = models.BooleanField(_("settled"), default=False)

    class Meta:
        verbose_name = _("case on the map")
        verbose_name_plural = _("cases on the map")
        constraints = [
            models.CheckConstraint(
                condition=Q(scenario=None, version=None, answer_by=None, caught=False)
                | Q(scenario__isnull=False, version__isnull=False, answer_by__isnull=False),
                name="a_fit_has_a_version_and_a_time",
            )
        ]
        indexes = [
            models.Index(fields=["program", "opened_at"], name="fit_of_week"),
            models.Index(fields=["program", "edition"], name="fit_to_look_at", condition=Q(settled=False)),
            models.Index(fields=["answer_by"], name="fit_due", condition=Q(settled=False, escalated_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.scenario or '–'}"


class UnmappedList(models.Model):
    """The cases of one week that no scenario of their own fits, in groups; made once, on the Monday after."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="unmapped_lists", verbose_name=_("program"))
    week = models.DateField(_("week from"))
    made_at = models.DateTimeField(_("made at"))
    cases = models.PositiveIntegerField(_("cases opened"))
    covered = models.PositiveIntegerField(_("fit a scenario"))
    caught = models.PositiveIntegerField(_("fit a catch-all only"))

    class Meta:
        verbose_name = _("weekly list")
        verbose_name_plural = _("weekly lists")
        constraints = [
            models.UniqueConstraint(fields=["program", "week"], name="one_unmapped_list_a_week"),
            models.CheckConstraint(condition=Q(cases__gte=F("covered") + F("caught")), name="parts_of_a_week"),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.week}"

    @property
    def unmapped(self) -> int:
        return self.cases - self.covered - self.caught


class UnmappedGroup(models.Model):
    """Cases of a weekly list that are alike: by the clause most flags name, the kind of message, and their words."""

    listed = models.ForeignKey(UnmappedList, models.CASCADE, related_name="groups", verbose_name=_("weekly list"))
    clause = models.CharField(_("rule"), max_length=12, blank=True)
    kind = models.CharField(_("kind of message"), max_length=10)
    words = models.JSONField(_("words"), default=list)
    numbers = models.JSONField(_("numbers of the cases"))
    size = models.PositiveIntegerField(_("cases"))
    scenario = models.ForeignKey(
        Scenario, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("drafted scenario")
    )

    class Meta:
        verbose_name = _("group of unmapped cases")
        verbose_name_plural = _("groups of unmapped cases")
        ordering = ["-size", "pk"]

    def __str__(self) -> str:
        return f"{self.clause} {self.kind} {' '.join(self.words)}".strip()
