from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import CoursePage, Program
from campaigns.models.earning import EarningRule
from campaigns.models.tier import Tier


class Achievement(models.Model):
    """A badge that can be earned: what it is for, by which criteria, and, unless it is given by hand, by which rule.

    `uid` names it in addresses that others keep.
    """

    class Rule(models.TextChoices):
        HAND = "hand", _("a manager gives it")
        CONTRIBUTIONS = "contributions", _("so many contributions that count")
        COURSE = "course", _("a course that was passed")
        TIER = "tier", _("a tier that was reached")
        PLACE = "place", _("a place on the leaderboard at the end of a season")

    program = models.ForeignKey(Program, models.PROTECT, related_name="achievements", verbose_name=_("program"))
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=400)
    criteria = models.CharField(
        _("criteria"),
        max_length=600,
        help_text=_("What somebody has to do for it, in words that a stranger understands."),
    )
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture"),
        help_text=_("Square. Without one the badge is drawn in the brand's colour."),
    )  # fmt: skip
    rule = models.CharField(_("how it is earned"), max_length=14, choices=Rule.choices, default=Rule.HAND)
    what = models.CharField(
        _("kind of contribution"), max_length=12, choices=EarningRule.What.choices, blank=True,
        help_text=_("Empty: of any kind."),
    )  # fmt: skip
    count = models.PositiveIntegerField(
        _("how many, or up to which place"), null=True, blank=True,
    )  # fmt: skip
    course = models.ForeignKey(
        CoursePage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("course")
    )
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tier"))
    valid_days = models.PositiveIntegerField(
        _("days that it holds"), null=True, blank=True, help_text=_("Empty: without end.")
    )
    active = models.BooleanField(_("can be earned"), default=True)

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule="hand")
                | Q(rule__in=["contributions", "place"], count__gte=1)
                | Q(rule="course", course__isnull=False)
                | Q(rule="tier", tier__isnull=False),
                name="a_badge_by_rule_says_by_which",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Award(models.Model):
    """A badge that a person has: a signed credential which they carry away, and which ends only by being revoked.

    `uid` is its opaque name in addresses, `subject` the person's in the credential. The credential (a compact JWS) is
    what was signed then and never changes; the status list says whether it was revoked.
    """

    achievement = models.ForeignKey(Achievement, models.PROTECT, related_name="awards", verbose_name=_("badge"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="awards", verbose_name=_("member")
    )
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.UUIDField(default=uuid4, unique=True, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given by")
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    at = models.DateTimeField(_("at"))
    expires_at = models.DateTimeField(_("holds until"), null=True, blank=True)
    credential = models.TextField(_("credential"), blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    revoked_why = models.CharField(_("reason of the revocation"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("award of a badge")
        verbose_name_plural = _("awards of badges")
        constraints = [
            models.UniqueConstraint(
                fields=["achievement", "member"], condition=Q(revoked_at=None), name="one_award_per_badge_and_member"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_why="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_why=""),
                name="a_badge_is_revoked_by_somebody_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="award_of_member")]

    def __str__(self) -> str:
        return f"{self.achievement}: {self.member}"

    def get_absolute_url(self) -> str:
        return f"/people/badges/{self.uid}/"

    def holds(self, at: datetime) -> bool:
        """Whether it was neither revoked nor is over."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


class AwardRound(models.Model):
    """A look at everybody who had met the rule of a badge before it was switched on; a worker does it, person by person.

    `last_member` is the number of the last person who was looked at: whoever takes a round over goes on behind it. There
    is one open round a badge; a rule that is changed meanwhile ends it and begins another.
    """

    achievement = models.ForeignKey(Achievement, models.CASCADE, related_name="rounds", verbose_name=_("badge"))
    asked_at = models.DateTimeField(_("asked at"))
    beaten_at = models.DateTimeField(_("last sign of progress"), null=True)
    in_all = models.PositiveIntegerField(_("people who met the rule"), default=0)
    looked_at = models.PositiveIntegerField(_("people looked at"), default=0)
    given = models.PositiveIntegerField(_("badges given"), default=0)
    last_member = models.BigIntegerField(_("last person"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True)

    class Meta:
        verbose_name = _("round of awards")
        verbose_name_plural = _("rounds of awards")
        constraints = [
            models.UniqueConstraint(
                fields=["achievement"], condition=Q(done_at=None), name="one_open_round_of_awards_per_badge"
            )
        ]

    def __str__(self) -> str:
        return f"{self.achievement} {self.asked_at:%Y-%m-%d %H:%M}"
