from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from cms.models import Message


class Case(models.Model):
    """One message under decision. At most one is open for a message; what comes meanwhile is a further cause.

    `urgency` (0 to 4) orders the queue, highest first, then what is due first. `path` is the treebeard path of the
    message's page, so that a queue is cut to scopes without a join. A claim is a lease: `claimed_by` until
    `claimed_until`. `version` grows whenever another person takes the case or there is more to know about it; a
    decision names the version it was made on.

    `language` is that of the text as an ISO 639-1 code, empty where nobody can tell; `reach` is how many people read
    the page a day, at most. A case with a `leader` says nearly the same as that one and is decided with it. It is
    `snoozed_until` a moment for everybody, and for `handed_to` alone until `handed_until`. One that is `aged` stands a
    level higher than it began, because its promised time is over.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DECIDED = "decided", _("decided")
        CLOSED = "closed", _("closed without a decision")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.DECIDED, State.CLOSED}),
        State.DECIDED: frozenset(),
        State.CLOSED: frozenset(),
    }

    program = models.ForeignKey(Program, models.PROTECT, related_name="cases", verbose_name=_("program"))
    message = models.ForeignKey(Message, models.PROTECT, related_name="cases", verbose_name=_("message"))
    path = models.CharField(_("path of the place"), max_length=255)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    urgency = models.PositiveSmallIntegerField(_("urgency"), default=1)
    escalated = models.BooleanField(_("escalated to staff"), default=False)
    opened_at = models.DateTimeField(_("opened at"))
    due_at = models.DateTimeField(_("due at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="claims",
        verbose_name=_("claimed by"),
    )
    claimed_until = models.DateTimeField(_("claimed until"), null=True, blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    language = models.CharField(_("language"), max_length=8, blank=True)
    reach = models.PositiveIntegerField(_("readers a day"), default=0)
    leader = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followers", verbose_name=_("decided with")
    )
    aged = models.BooleanField(_("past the promised time"), default=False, editable=False)
    snoozed_until = models.DateTimeField(_("snoozed until"), null=True, blank=True)
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="handed_cases",
        verbose_name=_("handed to"),
    )
    handed_until = models.DateTimeField(_("handed until"), null=True, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["message"], condition=Q(state="open"), name="one_open_case_per_message"),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="a_claim_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(handed_to=None, handed_until=None) | Q(handed_to__isnull=False, handed_until__isnull=False),
                name="a_case_is_handed_for_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["program", "-urgency", "due_at", "id"],
                name="case_line",
                condition=Q(state="open", leader__isnull=True),
            ),
            models.Index(
                fields=["program", "path", "-urgency", "due_at", "id"],
                name="case_place",
                condition=Q(state="open"),
                opclasses=["", "varchar_pattern_ops", "", "", ""],
            ),
            models.Index(fields=["due_at"], name="case_to_age", condition=Q(state="open", aged=False)),
            models.Index(
                fields=["claimed_until"], name="case_claimed", condition=Q(state="open", claimed_by__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.message}"


class Cause(models.Model):
    """Why a case was opened or grew: a flag, a rule's hit, a message held for approval, or staff who want another look.

    `entry_id` is the entry of the record it was read from, so that reading it again adds nothing. `weight` is how much
    a flag counted when it came, in percent (see `moderation.queries.flaggers`).
    """

    class Kind(models.TextChoices):
        FLAG = "flag", _("flag")
        RULE = "rule", _("rule")
        HELD = "held", _("held for approval")
        STAFF = "staff", _("asked by staff")
        SAMPLE = "sample", _("drawn at random")

    case = models.ForeignKey(Case, models.CASCADE, related_name="causes", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    at = models.DateTimeField(_("at"))
    flag = models.OneToOneField("moderation.Flag", models.PROTECT, null=True, blank=True, related_name="cause")
    rule = models.ForeignKey("moderation.Rule", models.SET_NULL, null=True, blank=True, related_name="+")
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    entry_id = models.BigIntegerField(_("entry of the record"), null=True, blank=True, db_index=True)
    weight = models.PositiveSmallIntegerField(_("weight in percent"), null=True, blank=True)

    class Meta:
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
