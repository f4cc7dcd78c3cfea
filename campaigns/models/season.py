from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class Season(models.Model):
    """A stretch of time in which standing is counted from nought. Two seasons of a program never overlap.

    From `starts_at` to `ends_at`, which is not in it: midnights in the program's zone. It is closed exactly once, after
    its end, and stays as it was closed. Where it `repeats`, the next one of the same length begins by itself.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="seasons", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=60)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    repeats = models.BooleanField(
        _("the next one begins by itself"), default=True, help_text=_("When this one is closed, as long as this one."),
    )  # fmt: skip
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("season")
        verbose_name_plural = _("seasons")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="a_season_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("ends_at")), name="a_season_is_closed_after_its_end"
            ),
            models.UniqueConstraint(fields=["program", "starts_at"], name="one_season_begins_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_moment(self) -> datetime:
        """The last second of its last day."""
        return self.ends_at - timedelta(seconds=1)


class Score(models.Model):
    """What stands of a person's contributions of one season, in points, kept beside them and checked against them.

    `shown` says whether the person is on leaderboards now; `place` is set when the season is closed, for who was shown.
    """

    season = models.ForeignKey(Season, models.PROTECT, related_name="scores", verbose_name=_("season"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="scores", verbose_name=_("member")
    )
    points = models.PositiveIntegerField(_("points"), default=0)
    shown = models.BooleanField(_("on the leaderboard"), default=False)
    place = models.PositiveIntegerField(_("place"), null=True, blank=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [models.UniqueConstraint(fields=["season", "member"], name="one_score_per_season_and_member")]
        indexes = [
            models.Index(fields=["season", "-points", "id"], condition=Q(shown=True), name="leaders_of_season"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.points}"
