"""Complaints about ideas and comments, and what managers do about them."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from campaigns.actions.ideas.steps import locked_idea, must_speak, reason_of
from campaigns.models import Idea, IdeaComment, IdeaFlag
from record.actions import write
from sitewide.errors import Conflict, Forbidden, NotFound


@transaction.atomic
def flag(idea: Idea, comment: IdeaComment | None, *, by: User, note: str, at: datetime) -> IdeaFlag:
    """Say that somebody should look at an idea, or at one of its comments.

    Refuses 403 who may not speak and whose own it is, 404 what is not shown, 409 a second time, 422 no note.
    """
    row = locked_idea(idea)
    thing: Idea | IdeaComment = comment or row
    if row.hidden_at or thing.hidden_at or (comment and comment.idea_id != row.pk):
        raise NotFound(_("This is not shown any more."))
    must_speak(by, row.program, at=at)
    if thing.author_id == by.pk:
        raise Forbidden(_("You wrote this yourself."), code="own")
    try:
        with transaction.atomic():
            made = IdeaFlag.objects.create(idea=row, comment=comment, by=by, note=reason_of(note, 400), at=at)
    except IntegrityError:
        raise Conflict(_("You have flagged this already. Somebody will look at it."), code="flagged") from None
    write("idea.flagged", at=at, actor=by, program=row.program, subject=thing, flag=made.pk)
    return made


@transaction.atomic
def hide(idea: Idea, comment: IdeaComment | None, *, reason: str, actor: User, at: datetime) -> None:
    """The idea or comment is not shown any more; its author reads why, and its flags are settled.

    Refuses 403 whoever does not manage the program, 409 what is hidden, 422 no reason.
    """
    row, thing = _of_manager(idea, comment, actor)
    if thing.hidden_at:
        raise Conflict(_("This is hidden already."), code="hidden")
    thing.hidden_at, thing.hidden_by, thing.hidden_reason = at, actor, reason_of(reason, 400)
    thing.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _settled(row, comment, at)
    write("idea.hidden", at=at, actor=actor, program=row.program, subject=thing, author=thing.author_id)


@transaction.atomic
def show(idea: Idea, comment: IdeaComment | None, *, actor: User, at: datetime) -> None:
    """It is shown again. Refuses 403 whoever does not manage the program, 409 what is not hidden."""
    row, thing = _of_manager(idea, comment, actor)
    if not thing.hidden_at:
        raise Conflict(_("This is not hidden."), code="shown")
    thing.hidden_at, thing.hidden_by, thing.hidden_reason = None, None, ""
    thing.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    write("idea.shown_again", at=at, actor=actor, program=row.program, subject=thing)


@transaction.atomic
def settle_flags(idea: Idea, comment: IdeaComment | None, *, actor: User, at: datetime) -> int:
    """Whoever manages looked at it and it stays; answers how many flags that settles. Refuses 403."""
    row, thing = _of_manager(idea, comment, actor)
    settled = _settled(row, comment, at)
    write("idea.flags_settled", at=at, actor=actor, program=row.program, subject=thing, flags=settled)
    return settled


def _of_manager(idea: Idea, comment: IdeaComment | None, actor: User) -> tuple[Idea, Idea | IdeaComment]:
    row = locked_idea(idea)
    must_manage(actor, row.program)
    if comment is None:
        return row, row
    thing = IdeaComment.objects.select_for_update(of=("self",)).filter(pk=comment.pk, idea=row).first()
    if thing is None:
        raise NotFound(_("There is no such comment."))
    return row, thing


def _settled(row: Idea, comment: IdeaComment | None, at: datetime) -> int:
    return IdeaFlag.objects.filter(idea=row, comment=comment, settled_at=None).update(settled_at=at)
