from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program


class ReferralRule(models.Model):
    """One version of what a referral is and what it earns. Never changed: a change is the next version.

    `least` is in minor units of `currency` (ISO code in small letters). An order is judged by the version that held when it
    was placed, and keeps it. `hosts` are those outside the program's own site that links may lead to, one a line.
    """

    class PaysFor(models.TextChoices):
        PURCHASE = "purchase", _("a purchase")
        SIGN_UP = "sign_up", _("a sign-up at the shop")

    class Touch(models.TextChoices):
        LAST = "last", _("the last link that was followed")
        FIRST = "first", _("the first link that was followed")

    program = models.ForeignKey(Program, models.PROTECT, related_name="referral_rules", verbose_name=_("program"))
    version = models.PositiveIntegerField(_("version"))
    open = models.BooleanField(_("advocates may share"), default=True)
    pays_for = models.CharField(_("what counts"), max_length=10, choices=PaysFor.choices, default=PaysFor.PURCHASE)
    points = models.PositiveIntegerField(
        _("points"), validators=[MinValueValidator(1), MaxValueValidator(10_000)], help_text=_("For one that counts.")
    )
    touch = models.CharField(_("which link counts"), max_length=5, choices=Touch.choices, default=Touch.LAST)
    window_days = models.PositiveSmallIntegerField(
        _("days after the click"), default=30, validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text=_("An order later than that does not count. A code at the till counts at once."),
    )  # fmt: skip
    hold_days = models.PositiveSmallIntegerField(
        _("days on hold"), default=30, validators=[MaxValueValidator(120)],
        help_text=_("Until nothing can be sent back any more. Only then are there points."),
    )  # fmt: skip
    least = models.PositiveBigIntegerField(
        _("least amount"), default=0, help_text=_("In the currency beside it. 0: no least amount.")
    )
    currency = models.CharField(_("currency"), max_length=3, default="gbp", help_text=_("In three letters, as gbp."))
    hosts = models.TextField(
        _("other sites"), blank=True,
        help_text=_("Where links may lead beside this site: one host a line, as shop.example. Only https."),
    )  # fmt: skip
    reason = models.CharField(_("why it changed"), max_length=400)
    at = models.DateTimeField(_("since"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("referral rule")
        verbose_name_plural = _("referral rules")
        constraints = [
            models.UniqueConstraint(fields=["program", "version"], name="one_referral_rule_per_version"),
            models.CheckConstraint(condition=Q(currency__regex="^[a-z]{3}$"), name="a_referral_rule_has_a_currency"),
        ]

    def __str__(self) -> str:
        return f"{self.program}: {self.version}"

    @property
    def allowed_hosts(self) -> frozenset[str]:
        return frozenset(self.hosts.split())


class ReferralSecret(models.Model):
    """What the shop's server signs its calls with. The secret itself is kept nowhere: it is made from `nonce` and the
    installation's key, and shown once. Two at most are live, so that one can follow the other."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="referral_secrets", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=80, help_text=_("Which system uses it."))
    nonce = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )

    class Meta:
        verbose_name = _("secret of the shop")
        verbose_name_plural = _("secrets of the shop")

    def __str__(self) -> str:
        return self.name


class ReferralLink(models.Model):
    """An advocate's short link, whose code is also said at the till. `target` is a path of the site or an https address."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="referral_links", verbose_name=_("program"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="referral_links", verbose_name=_("member")
    )
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(_("code"), max_length=7, unique=True)
    target = models.CharField(_("where it leads"), max_length=500)
    made_at = models.DateTimeField(_("made at"))
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)

    class Meta:
        verbose_name = _("referral link")
        verbose_name_plural = _("referral links")
        indexes = [models.Index(fields=["member", "program"], name="referral_links_of_member")]

    def __str__(self) -> str:
        return self.name

    @property
    def spoken(self) -> str:
        """The code as people write it."""
        return f"{self.code[:3]}-{self.code[3:]}"


class ReferralMark(models.Model):
    """That somebody opened a link today; worth nothing when the day's salt is thrown away, see `cms.actions.reading`."""

    link = models.ForeignKey(ReferralLink, models.CASCADE, related_name="marks", verbose_name=_("link"))
    day = models.DateField(_("day"))
    mark = models.BinaryField(_("mark"), max_length=8)

    class Meta:
        verbose_name = _("mark of a click")
        verbose_name_plural = _("marks of clicks")
        constraints = [models.UniqueConstraint(fields=["link", "day", "mark"], name="one_mark_per_link_and_day")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}"


class ReferralClicks(models.Model):
    """How many people opened a link on a day that is over."""

    link = models.ForeignKey(ReferralLink, models.CASCADE, related_name="clicks", verbose_name=_("link"))
    day = models.DateField(_("day"))
    people = models.PositiveIntegerField(_("people"))

    class Meta:
        verbose_name = _("clicks of a day")
        verbose_name_plural = _("clicks of days")
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="one_figure_per_link_and_day")]

    def __str__(self) -> str:
        return f"{self.link_id} {self.day}: {self.people}"
