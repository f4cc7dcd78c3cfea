from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocates.models import Program

MOST_HOURS = 720


class Fact(models.Model):
    """Something that reply texts say, such as a price or a number of days: its value, until when, and who answers for it.

    A text names it as `{key}`. Once `valid_until` is over no text that names it is suggested.
    """

    program = models.ForeignKey(Program, models.PROTECT, related_name="facts", verbose_name=_("program"))
    key = models.CharField(
        _("name in texts"), max_length=40,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]*$", _("Small letters, digits and hyphens, a letter first."))],
        help_text=_("Texts name it in braces: {delivery-days}."),
    )  # fmt: skip
    value = models.CharField(_("what it says"), max_length=200)
    valid_until = models.DateTimeField(_("holds until"), help_text=_("Afterwards no text that names it is suggested."))
    answers_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who answers for it")
    )

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        ordering = ["program", "key"]
        constraints = [models.UniqueConstraint(fields=["program", "key"], name="one_fact_per_key_and_program")]

    def __str__(self) -> str:
        return self.key


class Scenario(models.Model):
    """One line of a program's map: if this happens, answer like that, by this owner, in this time, or else.

    Of the active ones the first that fits is suggested: the smallest `priority`, then the oldest. `conditions` says by
    what they are about which values fit (see `moderation.queries.playbook.conditions`); `place` is one of them; none at
    all fits every case. `acts` are in order of preference: the first that can be decided for the message counts.
    `clause` is a clause's number, whatever version of the policy is current. `texts` are by language: the `words` for
    the author, and the `reply` that readers see. Whatever is saved is kept as a `ScenarioVersion`, too.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("active")
        RETIRED = "retired", _("retired")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.DRAFT: frozenset({State.ACTIVE, State.RETIRED}),
        State.ACTIVE: frozenset({State.DRAFT, State.RETIRED}),
        State.RETIRED: frozenset({State.DRAFT, State.ACTIVE}),
    }

    class Join(models.TextChoices):
        ALL = "all", _("all of these hold")
        ANY = "any", _("any of these holds")

    class Owner(models.TextChoices):
        MODERATORS = "moderators", _("whoever moderates the place")
        MANAGERS = "managers", _("the community managers")
        PERSON = "person", _("one person")

    program = models.ForeignKey(Program, models.PROTECT, related_name="scenarios", verbose_name=_("program"))
    name = models.CharField(_("name"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    priority = models.PositiveSmallIntegerField(
        _("place in the order"), default=100, help_text=_("The smallest number is asked first.")
    )
    join = models.CharField(_("it applies if"), max_length=3, choices=Join.choices, default=Join.ALL)
    conditions = models.JSONField(_("conditions"), default=dict, blank=True)
    place = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    acts = models.JSONField(_("what to do"), default=list)
    clause = models.CharField(_("rule to cite"), max_length=12, blank=True)
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    facts = models.ManyToManyField(Fact, related_name="scenarios", blank=True, verbose_name=_("facts"))
    owner = models.CharField(_("by"), max_length=10, choices=Owner.choices, default=Owner.MODERATORS)
    owner_place = models.ForeignKey(
        "wagtailcore.Page", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who moderates")
    )
    owner_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    hours = models.PositiveSmallIntegerField(
        _("within hours"), default=24, validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)]
    )
    else_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("or else"),
        help_text=_("The manager who is told once the time is over. Empty: all managers."),
    )  # fmt: skip
    number = models.PositiveIntegerField(_("version"), default=0)
    active_since = models.DateTimeField(_("active since"), null=True, blank=True)

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["program", "priority", "pk"]
        indexes = [models.Index(fields=["program", "priority", "id"], name="scenario_order")]

    def __str__(self) -> str:
        return self.name


class ScenarioVersion(models.Model):
    """A scenario as it was from `at` until the next version. Never changed, never deleted (trigger); decisions cite it."""

    scenario = models.ForeignKey(Scenario, models.PROTECT, related_name="versions", verbose_name=_("scenario"))
    number = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=80)
    content = models.JSONField(_("content"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("version of a scenario")
        verbose_name_plural = _("versions of scenarios")
        ordering = ["scenario", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "number"], name="one_scenario_version_per_number"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
