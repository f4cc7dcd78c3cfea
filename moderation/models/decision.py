from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models import Clause, Exercise
from cms.models import Message
from moderation.models.case import Case
from moderation.models.playbook import ScenarioVersion


class Act(models.TextChoices):
    """What a decision does to a message."""

    APPROVE = "approve", _("approve")
    HIDE = "hide", _("hide")
    REMOVE = "remove", _("remove")
    RESTORE = "restore", _("restore")
    LOCK = "lock", _("lock")
    WARN = "warn", _("warn")
    ESCALATE = "escalate", _("escalate")
    DISMISS = "dismiss", _("dismiss")


AGAINST = frozenset({Act.HIDE, Act.REMOVE, Act.LOCK, Act.WARN})
"""What is done against a message: it cites a clause, says why, and can be appealed."""

UNTOLD = frozenset({Act.DISMISS, Act.ESCALATE})
"""What changes nothing for the author, who was told of no flag either."""

ACTS: dict[str, tuple[Act, ...]] = {
    Message.State.HELD: (Act.APPROVE, Act.HIDE, Act.REMOVE, Act.ESCALATE),
    Message.State.PUBLISHED: (Act.DISMISS, Act.HIDE, Act.REMOVE, Act.LOCK, Act.WARN, Act.ESCALATE),
    Message.State.HIDDEN: (Act.RESTORE, Act.DISMISS, Act.REMOVE, Act.ESCALATE),
    Message.State.REMOVED: (Act.RESTORE, Act.DISMISS, Act.ESCALATE),
    Message.State.WITHDRAWN: (),
}
"""Which acts make sense for a message in which state."""

BECOMES: dict[str, str] = {
    Act.APPROVE: Message.State.PUBLISHED,
    Act.RESTORE: Message.State.PUBLISHED,
    Act.HIDE: Message.State.HIDDEN,
    Act.REMOVE: Message.State.REMOVED,
}
"""The state that an act leads to; the others leave the message as it is."""


def acts_for(message: Message) -> tuple[Act, ...]:
    """The acts that can be decided on for this message as it is now."""
    return tuple(act for act in ACTS[message.state] if not (act == Act.LOCK and message.locked))


class Decision(models.Model):
    """What was decided on a case: the act, the clause, and the words the author read.

    A delegated decision rests on the exercise of a `moderate` grant; staff decide in their own name.
    """

    class Capacity(models.TextChoices):
        DELEGATED = "delegated", _("moderator")
        STAFF = "staff", _("staff")

    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions", verbose_name=_("case"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="decisions", verbose_name=_("by"))
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity.choices)
    exercise = models.OneToOneField(
        Exercise, models.PROTECT, null=True, blank=True, related_name="decision", verbose_name=_("exercise")
    )
    act = models.CharField(_("act"), max_length=10, choices=Act.choices)
    clause = models.ForeignKey(
        Clause, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("clause")
    )
    reason = models.TextField(_("words to the author"), max_length=2000, blank=True)
    scenario = models.ForeignKey(
        ScenarioVersion, models.PROTECT, null=True, blank=True, related_name="decisions",
        verbose_name=_("scenario of the playbook"), help_text=_("The one that the decision follows, as it was."),
    )  # fmt: skip
    state_before = models.CharField(_("state of the message before"), max_length=10)
    at = models.DateTimeField(_("at"))
    overturned_at = models.DateTimeField(_("overturned at"), null=True, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity="staff", exercise=None) | Q(capacity="delegated", exercise__isnull=False),
                name="a_delegated_decision_rests_on_an_exercise",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=["hide", "remove", "lock", "warn"]) | Q(clause__isnull=False),
                name="a_decision_against_a_message_cites_a_clause",
            ),
            models.UniqueConstraint(fields=["case"], condition=~Q(act="escalate"), name="one_final_decision_per_case"),
        ]
        indexes = [models.Index(fields=["by", "-at"], name="decision_of_person")]

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.case}"

    def get_absolute_url(self) -> str:
        return f"/decisions/{self.pk}/"

    @property
    def is_against(self) -> bool:
        return self.act in AGAINST
