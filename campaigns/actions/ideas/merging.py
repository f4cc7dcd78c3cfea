"""Two ideas that want the same. Nothing moves, so nothing is lost and everything can be undone."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.ideas.deciding import changed
from campaigns.actions.ideas.steps import locked_idea, must_decide, reason_of
from campaigns.actions.ideas.weighing import recount
from campaigns.models import Idea, IdeaChange
from sitewide.errors import Conflict, Invalid

State = Idea.State
AGAIN_DAYS = 14
"""An idea whose merge was undone is answered within so many days."""


@transaction.atomic
def merge(idea: Idea, *, into: Idea, reason: str, actor: User, at: datetime) -> IdeaChange:
    """The votes, each person's once, the discussion and the author's name stand with `into` from now on.

    Refuses 403 whoever does not manage the program or wrote one of the two, 409 what is decided on, hidden or merged or
    has ideas merged into it, 422 the idea itself, one of another program, and no reason.
    """
    rows = {row.pk: row for row in (locked_idea(one) for one in sorted((idea, into), key=lambda one: one.pk))}
    source, target = rows[idea.pk], rows[into.pk]
    if source.pk == target.pk or source.program_id != target.program_id:
        raise Invalid(_("Name another idea of the same program."), code="target")
    must_decide(actor, source)
    must_decide(actor, target)
    if State.MERGED not in Idea.TRANSITIONS[source.state] or source.merged.exists():
        raise Conflict(_("This idea is decided on, or others are merged into it."), code="wrong_state")
    if target.state in Idea.ENDS or target.hidden_at:
        raise Conflict(_("The other idea is decided on or hidden."), code="wrong_target")
    source.merged_into = target
    change = changed(source, State.MERGED, reason_of(reason), None, actor=actor, at=at, owner=None)
    recount(target)
    return change


@transaction.atomic
def unmerge(idea: Idea, *, reason: str, actor: User, at: datetime) -> IdeaChange:
    """The idea stands for itself again, as it stood, with its own votes and discussion.

    Refuses 403 whoever does not manage the program or wrote it, 409 what is not merged, 422 no reason.
    """
    known = Idea.objects.filter(pk=idea.pk).values_list("merged_into", flat=True).first()
    if known is None:
        raise Conflict(_("This idea is not merged."), code="not_merged")
    rows = {number: locked_idea(Idea(pk=number)) for number in sorted((idea.pk, known))}
    source, target = rows[idea.pk], rows[known]
    must_decide(actor, source)
    if source.merged_into_id != target.pk:
        raise Conflict(_("This idea is not merged."), code="not_merged")
    was = IdeaChange.objects.filter(idea=source, state=State.MERGED).order_by("-pk")[0].was
    due = at.astimezone(source.program.zone).date() + timedelta(days=AGAIN_DAYS)
    source.merged_into = None
    change = changed(source, was, reason_of(reason), due, actor=actor, at=at, owner=actor)
    recount(source)
    recount(target)
    return change
