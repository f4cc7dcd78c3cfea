"""Votes: one each, for an idea and everything that was merged into it together."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.ideas.steps import must_speak, shown_idea
from campaigns.models import Idea, IdeaVote
from campaigns.queries.ideas.votes import FULL, votes_for, weight_of
from record.actions import write
from sitewide.errors import Conflict, Forbidden


@transaction.atomic
def vote(idea: Idea, *, member: User, at: datetime) -> IdeaVote:
    """The member wants it, too.

    Refuses 403 who may not speak and whose own idea it is, 409 a second vote, one for what is decided on or merged, and
    404 a hidden idea.
    """
    row = shown_idea(idea)
    must_speak(member, row.program, at=at)
    if row.author_id == member.pk:
        raise Forbidden(_("It is your own idea: that you want it is clear."), code="own")
    if row.state in Idea.ENDS:
        raise Conflict(_("This idea is decided on: votes are not counted any more."), code="decided")
    if votes_for(row).filter(member=member).exists():
        raise Conflict(_("You have voted for this already."), code="voted")
    try:
        with transaction.atomic():
            given = IdeaVote.objects.create(idea=row, member=member, at=at)
    except IntegrityError:
        raise Conflict(_("You have voted for this already."), code="voted") from None
    Idea.objects.filter(pk=row.pk).update(votes=F("votes") + 1, rank=F("rank") + FULL)
    write("idea.voted", at=at, actor=member, program=row.program, subject=row)
    return given


@transaction.atomic
def withdraw_vote(idea: Idea, *, member: User, at: datetime) -> None:
    """The member does not want it any more. Refuses 403 who may not speak, 409 where there is no vote or the
    idea is decided on."""
    row = shown_idea(idea)
    must_speak(member, row.program, at=at)
    if row.state in Idea.ENDS:
        raise Conflict(_("This idea is decided on: votes stay as they are."), code="decided")
    given = list(votes_for(row).filter(member=member))
    if not given:
        raise Conflict(_("You have not voted for this."), code="not_voted")
    IdeaVote.objects.filter(pk__in=[one.pk for one in given]).delete()
    weight = weight_of(given)
    Idea.objects.filter(pk=row.pk).update(votes=F("votes") - 1, rank=F("rank") - weight)
    write("idea.unvoted", at=at, actor=member, program=row.program, subject=row)
