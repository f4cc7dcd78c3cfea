from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program

MOST_POINTS = 10_000
MOST_DAYS = 366


class EarningRule(models.Model):
    """What the program pays for one kind of contribution from `since` until `until`; open is the rule of now.

    A rule is never changed: setting it anew ends this one and begins another, so what held when is known. Caps count
    contributions that earned points, taken back or not, on calendar days of the program, the day itself among them.
    """

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

    class Per(models.TextChoices):
        PIECE = "piece", _("each")
        HOUR = "hour", _("an hour")

    program = models.ForeignKey(Program, models.CASCADE, related_name="earning_rules", verbose_name=_("program"))
    what = models.CharField(_("what"), max_length=12, choices=What.choices)
    points = models.PositiveIntegerField(_("points"), validators=[MaxValueValidator(MOST_POINTS)])
    per = models.CharField(
        _("for"), max_length=5, choices=Per.choices, default=Per.PIECE,
        help_text=_("By the hour only where time is logged: translations, events and work away from the pages."),
    )  # fmt: skip
    most_units = models.PositiveSmallIntegerField(
        _("most pieces or hours of one"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("So many pieces or hours of one contribution count; empty is no limit."),
    )  # fmt: skip
    per_day = models.PositiveIntegerField(
        _("most a day and person"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    half_after = models.PositiveSmallIntegerField(
        _("half after"), null=True, blank=True, validators=[MinValueValidator(1)],
        help_text=_("So many a day count in full, as many again half, as many again a quarter, and so on, rounded down."),
    )  # fmt: skip
    per_pair = models.PositiveSmallIntegerField(
        _("most with the same person"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    pair_days = models.PositiveSmallIntegerField(
        _("in so many days (person)"), default=7, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    per_place = models.PositiveSmallIntegerField(
        _("most on the same page"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    place_days = models.PositiveSmallIntegerField(
        _("in so many days (page)"), default=7, validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    )
    holding_days = models.PositiveSmallIntegerField(
        _("days on hold"), default=0, validators=[MaxValueValidator(MOST_DAYS)],
        help_text=_("So long the points cannot be spent; if what they are for is taken down meanwhile, none were given."),
    )  # fmt: skip
    active = models.BooleanField(_("active"), default=True)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("set by")
    )
    reason = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("earning rule")
        verbose_name_plural = _("earning rules")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "what"], condition=Q(until=None), name="one_earning_rule_per_program_and_thing"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="a_rule_ends_after_it_began"
            ),
        ]
        indexes = [models.Index(fields=["program", "what", "-since"], name="rule_of_a_moment")]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.points}"
