from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Exercise
from moderation.models.decision import Decision

WINDOW = timedelta(days=183)
"""How long after a decision its author may appeal: six months."""


class Appeal(models.Model):
    """The author's request that somebody else decide again. Once per decision; `sealed_body` is what was decided on."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        OVERTURNED = "overturned", _("overturned")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.UPHELD, State.OVERTURNED}),
        State.UPHELD: frozenset(),
        State.OVERTURNED: frozenset(),
    }

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal", verbose_name=_("decision"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="appeals", verbose_name=_("by"))
    text = models.TextField(_("why the decision is wrong"), max_length=4000)
    sealed_title = models.CharField(_("title as decided on"), max_length=140, blank=True)
    sealed_body = models.TextField(_("text as decided on"))
    at = models.DateTimeField(_("at"))
    due_at = models.DateTimeField(_("due at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    exercise = models.OneToOneField(
        Exercise, models.PROTECT, null=True, blank=True, related_name="appeal", verbose_name=_("exercise")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    rung_at = models.DateTimeField(_("managers told that it runs late"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("by")), name="nobody_decides_on_their_own_appeal"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None)
                | ~Q(state="open") & Q(decided_by__isnull=False) & ~Q(reason=""),
                name="a_decided_appeal_says_who_and_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="appeal_queue")]

    def __str__(self) -> str:
        return f"{self.decision}"


class AppealMessage(models.Model):
    """One turn of the conversation between an author and those who judge; never changed, never deleted.

    The author is not told who speaks `from_panel`: they read a pseudonym.
    """

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="messages", verbose_name=_("appeal"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    from_panel = models.BooleanField(_("from those who judge"))
    text = models.TextField(_("text"), max_length=4000)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("message about an appeal")
        verbose_name_plural = _("messages about appeals")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(text=""), name="a_message_about_an_appeal_says_something")
        ]

    def __str__(self) -> str:
        return f"{self.appeal}"
