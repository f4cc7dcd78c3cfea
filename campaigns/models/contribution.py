from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class EarningRule(models.Model):
    """What the program pays for and how many points. A change holds for what comes after it."""

    class What(models.TextChoices):
        POST = "post", _("a published post")
        REPLY = "reply", _("a published official reply")
        COMMENT = "comment", _("a published comment by an advocate")
        DECISION = "decision", _("a moderation decision")
        ANSWER = "answer", _("an accepted answer")
        MISSION = "mission", _("a mission")
        REFERRAL = "referral", _("a referral")
        IDEA = "idea", _("an idea that was shipped")
        TRANSLATION = "translation", _("a translation")
        EVENT = "event", _("an event")
        OFFLINE = "offline", _("work away from the pages")

    program = models.ForeignKey(Program, models.CASCADE, related_name="earning_rules", verbose_name=_("program"))
    what = models.CharField(_("what"), max_length=12, choices=What.choices)
    points = models.PositiveIntegerField(_("points"))
    per_day = models.PositiveIntegerField(_("most a day and person"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("earning rule")
        verbose_name_plural = _("earning rules")
        constraints = [
            models.UniqueConstraint(fields=["program", "what"], name="one_earning_rule_per_program_and_thing")
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.points}"


class Contribution(models.Model):
    """One accepted unit of value by a person, arisen from the record.

    `points` is what it earned; `standing` what of it is credited now: a reversal takes back no more than the balance.
    What came after the day's cap was reached, or what no rule pays for, is kept with 0 points and stays so.
    """

    class State(models.TextChoices):
        CREDITED = "credited", _("counted")
        CAPPED = "capped", _("over the day's cap")
        REVERSED = "reversed", _("taken back")
        UNPAID = "unpaid", _("not paid for")

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
    points = models.PositiveIntegerField(_("points"))
    standing = models.PositiveIntegerField(_("points that stand"), default=0)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_contribution_per_subject"),
            models.CheckConstraint(
                condition=Q(standing__lte=F("points")), name="no_more_stands_than_a_contribution_earned"
            ),
        ]
        indexes = [models.Index(fields=["member", "program", "-id"], name="contribution_of_member")]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.subject_id}"
