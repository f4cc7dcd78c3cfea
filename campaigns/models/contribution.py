from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.earning import EarningRule


class Contribution(models.Model):
    """One accepted unit of value by a person, arisen from the record.

    `points` is what it earned; `standing` what of it is credited now: a reversal takes back no more than the balance.
    What came after a cap was reached, or what no rule pays for, is kept with 0 points and stays so, with its `why`.

    `rule` is the rule that it was reckoned by and `divisor` what its points were divided by, one of many on that day.
    `promised`, `minutes`, `pieces`, `partner` and `place` are what its subject told, kept so that any rule can be
    reckoned over the past.
    """

    class State(models.TextChoices):
        CREDITED = "credited", _("counted")
        CAPPED = "capped", _("over a cap")
        REVERSED = "reversed", _("taken back")
        UNPAID = "unpaid", _("not paid for")

    class Why(models.TextChoices):
        NO_RULE = "no_rule", _("no rule paid for it")
        DAY = "day", _("over the day's cap")
        PAIR = "pair", _("over the cap with one person")
        PLACE = "place", _("over the cap for one page")
        TAPERED = "tapered", _("nothing is left of so many on one day")
        NOTHING = "nothing", _("too little time for a whole point")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.CREDITED: frozenset({State.REVERSED}),
        State.CAPPED: frozenset(),
        State.REVERSED: frozenset({State.CREDITED}),
        State.UNPAID: frozenset(),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="contributions", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contributions", verbose_name=_("member")
    )
    what = models.CharField(_("what"), max_length=12, choices=EarningRule.What.choices)
    subject_kind = models.CharField(_("subject kind"), max_length=32)
    subject_id = models.BigIntegerField(_("subject"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    why = models.CharField(_("why not"), max_length=10, choices=Why.choices, blank=True)
    points = models.PositiveIntegerField(_("points"))
    standing = models.PositiveIntegerField(_("points that stand"), default=0)
    rule = models.ForeignKey(
        EarningRule, models.SET_NULL, null=True, blank=True, related_name="contributions", verbose_name=_("rule")
    )
    divisor = models.PositiveSmallIntegerField(_("divided by"), default=1)
    promised = models.PositiveIntegerField(_("points promised"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"), null=True, blank=True)
    pieces = models.PositiveSmallIntegerField(_("pieces"), default=1)
    partner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("with")
    )
    place = models.BigIntegerField(_("page"), null=True, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_contribution_per_subject"),
            models.CheckConstraint(
                condition=Q(standing__lte=F("points")), name="no_more_stands_than_a_contribution_earned"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["capped", "unpaid"], points=0) & ~Q(why="")
                | ~Q(state__in=["capped", "unpaid"]) & Q(points__gt=0, why=""),
                name="what_earns_nothing_says_why",
            ),
            models.CheckConstraint(condition=Q(divisor__gte=1), name="points_are_divided_by_something"),
        ]
        indexes = [
            models.Index(fields=["member", "program", "-id"], name="contribution_of_member"),
            models.Index(fields=["program", "member", "what", "at"], name="contribution_for_caps"),
            models.Index(fields=["program", "at"], name="contribution_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.subject_id}"

    @property
    def due_at(self) -> datetime | None:
        """When its points can be spent by its rule, if that lets them wait."""
        days = self.rule.holding_days if self.rule else 0
        return self.at + timedelta(days=days) if days else None
