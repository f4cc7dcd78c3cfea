from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocates.models.grant import Grant


class ProbationProposal(models.Model):
    """That the probation of a grant may end, as the record shows it; a manager confirms it or keeps the probation.

    `since` is where the counting began and `approved` how many approved uses there were when it was opened. A trigger
    ends no probation without a confirmed proposal, and a closed one never changes.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CONFIRMED = "confirmed", _("confirmed")
        KEPT = "kept", _("probation goes on")
        WITHDRAWN = "withdrawn", _("withdrawn")

    TRANSITIONS: ClassVar[dict[str, frozenset[str]]] = {
        State.OPEN: frozenset({State.CONFIRMED, State.KEPT, State.WITHDRAWN}),
        State.CONFIRMED: frozenset(),
        State.KEPT: frozenset(),
        State.WITHDRAWN: frozenset(),
    }

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="probation_proposals", verbose_name=_("grant"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"))
    since = models.DateTimeField(_("counted since"))
    approved = models.PositiveIntegerField(_("approved uses"))
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("proposal to end probation")
        verbose_name_plural = _("proposals to end probation")
        constraints = [
            models.UniqueConstraint(fields=["grant"], condition=Q(state="open"), name="one_open_proposal_per_grant"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None)
                | Q(state="withdrawn", answered_at__isnull=False, answered_by=None)
                | Q(state="confirmed", answered_at__isnull=False, answered_by__isnull=False)
                | Q(state="kept", answered_at__isnull=False, answered_by__isnull=False) & ~Q(reason=""),
                name="an_answered_proposal_says_who_and_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.grant)
