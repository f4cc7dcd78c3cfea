"""What is kept of a campaign for good: how it was changed, what was overridden, what it taught; and templates of it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from campaigns.models.campaign import Campaign


class CampaignChange(models.Model):
    """A change of dates, budget or owner of an open campaign, with its reason. Never changed, never deleted.

    `before` and `after` are as people read them: moments in UTC, points, or a name.
    """

    class What(models.TextChoices):
        STARTS = "starts_at", _("starts")
        ENDS = "ends_at", _("ends")
        BUDGET = "points_budget", _("budget in points")
        OWNER = "owner", _("owner")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="changes", verbose_name=_("campaign"))
    what = models.CharField(_("what"), max_length=14, choices=What.choices)
    before = models.CharField(_("before"), max_length=160)
    after = models.CharField(_("after"), max_length=160)
    reason = models.CharField(_("reason"), max_length=400)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("change of a campaign")
        verbose_name_plural = _("changes of campaigns")

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.before} – {self.after}"


class FairOverride(models.Model):
    """A finding of the fair-reward check that a named person let pass, with a note for everybody to read.

    It holds for the offer of `digest` only: another wording is another offer. Never changed, never deleted.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="overrides", verbose_name=_("campaign"))
    codes = models.JSONField(_("what was found"))
    digest = models.CharField("SHA-256", max_length=64)
    note = models.CharField(_("public note"), max_length=600)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("override of a fair-reward finding")
        verbose_name_plural = _("overrides of fair-reward findings")
        constraints = [models.UniqueConstraint(fields=["campaign", "digest"], name="one_override_per_offer")]

    def __str__(self) -> str:
        return self.note


class CampaignReview(models.Model):
    """What a campaign came to, written when it was closed. `value` is what the goal stood at; none where nobody knew.

    Never changed, never deleted.
    """

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="review", verbose_name=_("campaign"))
    value = models.BigIntegerField(_("the goal stood at"), null=True)
    reached = models.TextField(_("what was reached"), max_length=2_000)
    learnt = models.TextField(_("what was learnt"), max_length=2_000)
    repeat = models.TextField(_("what to repeat"), max_length=2_000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("review of a campaign")
        verbose_name_plural = _("reviews of campaigns")

    def __str__(self) -> str:
        return str(self.campaign)


class CampaignTemplate(models.Model):
    """A campaign that a program saved to make others from; `plan` is its `campaigns.plans.Plan` as plain data."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="campaign_templates", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=120)
    plan = models.JSONField(_("plan"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("saved by"))
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("template of a campaign")
        verbose_name_plural = _("templates of campaigns")
        constraints = [models.UniqueConstraint(fields=["program", "name"], name="one_campaign_template_per_name")]

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """The secret address at which a calendar program reads a person's campaigns. Only the hash of the secret is kept."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="calendar_feeds", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds", verbose_name=_("member")
    )
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        constraints = [models.UniqueConstraint(fields=["program", "member"], name="one_calendar_feed_per_member")]

    def __str__(self) -> str:
        return str(self.member)
