from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import BaseValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from advocates.models import Program
from cms.models import Message
from sitewide.languages import SPOKEN

LIMITS = {"newcomer_days": (0, 365), "count": (1, 50), "minutes": (1, 1_440), "percent": (30, 100), "people": (1, 20)}
"""Least and most of each number."""


def _within(name: str) -> list[BaseValidator]:
    least, most = LIMITS[name]
    return [*([MinValueValidator(least)] if least else []), MaxValueValidator(most)]


class Rule(models.Model):
    """What opens a case by itself. `holds`: the message waits meanwhile; `with_sign`: only where a sign stands beside it.

    `fingerprint` stands for everything that decides what the rule finds; `tried` is that of the last finished dry run.
    An active rule acts. A rule in `shadow` writes down what it would have found and does nothing.
    """

    class Kind(models.TextChoices):
        NEWCOMER_LINK = "newcomer_link", _("link from a new member")
        WORDS = "words", _("word list")
        PATTERNS = "patterns", _("patterns")
        SITES = "sites", _("links to listed sites")
        OTHER_SITES = "other_sites", _("links to any but listed sites")
        NEWCOMER = "newcomer", _("first comments of a member")
        PACE = "pace", _("pace")
        REPEAT = "repeat", _("repeated text")
        LETTERS = "letters", _("words of mixed look-alike letters")
        SHOUTING = "shouting", _("shouting and long runs")

    FINDS_BY: ClassVar[tuple[str, ...]] = (
        "kind", "words", "newcomer_days", "count", "minutes", "percent", "people", "language", "holds", "with_sign",
        "severity",
    )  # fmt: skip
    """What a dry run is of; a change of any of them asks for another."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="rules", verbose_name=_("program"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    words = models.TextField(
        _("list"), blank=True, help_text=_("One a line: words or phrases, patterns, or sites, as the kind asks.")
    )
    newcomer_days = models.PositiveSmallIntegerField(
        _("days a member counts as new"), default=7, validators=_within("newcomer_days")
    )
    count = models.PositiveSmallIntegerField(
        _("how many"), default=5, validators=_within("count"),
        help_text=_("Pace: messages within the minutes. First comments: how many. Repeated: times. Shouting: letters."),
    )  # fmt: skip
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=_within("minutes"),
        help_text=_("Pace and repeated text: how far apart messages may lie to count together."),
    )  # fmt: skip
    percent = models.PositiveSmallIntegerField(
        _("percent"), default=80, validators=_within("percent"),
        help_text=_("Repeated text: how much two texts share. Shouting: how many of the letters are capitals."),
    )  # fmt: skip
    people = models.PositiveSmallIntegerField(
        _("people"), default=1, validators=_within("people"),
        help_text=_("Repeated text: by at least so many people. 1: one person alone is enough."),
    )  # fmt: skip
    language = models.CharField(
        _("language"), max_length=10, choices=SPOKEN, blank=True,
        help_text=_("Only on pages in this language. Empty: on every page."),
    )  # fmt: skip
    holds = models.BooleanField(
        _("holds the message"), default=True, help_text=_("Off: readers see it while somebody looks.")
    )
    with_sign = models.BooleanField(
        _("only with another sign"), default=False,
        help_text=_(
            "Holds it only where another rule finds something too, a link deceives, or hardly a word stands by the links."
        ),
    )  # fmt: skip
    severity = models.PositiveSmallIntegerField(_("severity"), default=2, validators=[MaxValueValidator(4)])
    active = models.BooleanField(_("active"), default=True)
    shadow = models.BooleanField(_("in shadow"), default=False)
    fingerprint = models.CharField(_("fingerprint of the settings"), max_length=32, blank=True, editable=False)
    tried = models.CharField(_("fingerprint that was tried"), max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.CheckConstraint(condition=Q(active=False) | Q(shadow=False), name="a_rule_acts_or_is_in_shadow")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keeps the fingerprint true."""
        self.fingerprint = self.print_of_settings()
        fields = None if update_fields is None else {*update_fields, "fingerprint"}
        super().save(*args, update_fields=fields, **kwargs)

    def print_of_settings(self) -> str:
        said = "\0".join(str(getattr(self, name)) for name in self.FINDS_BY)
        return blake2b(said.encode(), digest_size=16).hexdigest()

    @property
    def effect(self) -> StrOrPromise:
        """What it does to the message."""
        if not self.holds:
            return _("readers see the message meanwhile")
        return _("holds the message with another sign") if self.with_sign else _("holds the message")

    @property
    def was_tried(self) -> bool:
        """Whether a dry run of exactly these settings was finished."""
        return self.tried == self.fingerprint


class RuleHit(models.Model):
    """A rule found something in a message, and acted, or was in shadow. `false_at`: a person says it was nothing."""

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="hits", verbose_name=_("rule"))
    message = models.ForeignKey(Message, models.CASCADE, related_name="rule_hits", verbose_name=_("message"))
    entry_id = models.BigIntegerField(_("entry of the record"))
    at = models.DateTimeField(_("at"))
    detail = models.CharField(_("what it found"), max_length=200, blank=True)
    acted = models.BooleanField(_("acted"))
    fingerprint = models.CharField(_("fingerprint of the settings"), max_length=32)
    false_at = models.DateTimeField(_("marked as false at"), null=True, blank=True)
    false_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("marked by")
    )

    class Meta:
        verbose_name = _("hit of a rule")
        verbose_name_plural = _("hits of rules")
        constraints = [
            models.UniqueConstraint(fields=["rule", "entry_id"], name="one_hit_per_rule_and_entry"),
            models.CheckConstraint(
                condition=Q(false_at=None, false_by=None) | Q(false_at__isnull=False, false_by__isnull=False),
                name="a_false_hit_is_marked_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["rule", "-at"], name="hit_of_rule")]

    def __str__(self) -> str:
        return f"{self.rule}: {self.message}"


class RuleTrial(models.Model):
    """One dry run of a rule over the past: how far it is, and what it would have found. It changes no message.

    Of `hits`, `against` is how many messages somebody acted against, `stands` were looked at and let stand,
    `untouched` nobody ever acted against, `waiting` are not decided. `examples` are rows of message, outcome, detail.
    """

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="trials", verbose_name=_("rule"))
    fingerprint = models.CharField(_("fingerprint of the settings"), max_length=32)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    beaten_at = models.DateTimeField(_("last sign of progress"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    stopped = models.CharField(_("why it stopped"), max_length=200, blank=True)
    in_all = models.PositiveIntegerField(_("messages in all"), default=0)
    looked_at = models.PositiveIntegerField(_("messages looked at"), default=0)
    hits = models.PositiveIntegerField(_("hits"), default=0)
    against = models.PositiveIntegerField(_("acted against"), default=0)
    stands = models.PositiveIntegerField(_("let stand"), default=0)
    untouched = models.PositiveIntegerField(_("never acted against"), default=0)
    waiting = models.PositiveIntegerField(_("not decided"), default=0)
    examples: Any = models.JSONField(_("examples"), default=list)

    class Meta:
        verbose_name = _("dry run of a rule")
        verbose_name_plural = _("dry runs of rules")
        constraints = [
            models.UniqueConstraint(fields=["rule"], condition=Q(done_at=None), name="one_dry_run_of_a_rule_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def false(self) -> int:
        return self.stands + self.untouched

    @property
    def precision(self) -> int | None:
        """Percent of the decided hits that somebody acted against; None without any."""
        counted = self.against + self.false
        return round(100 * self.against / counted) if counted else None
