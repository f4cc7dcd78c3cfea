"""The answer that helped: marked by who asked, or by staff."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.models import Acceptance, Message, Thread
from cms.queries.accepting import ASKING, may_accept
from record.actions import write
from sitewide.errors import Conflict, Forbidden


@transaction.atomic
def accept(answer: Message, *, actor: User, at: datetime) -> Acceptance:
    """Mark the answer as the one that helped; whatever was marked below the same question is not any more.

    Refuses 403 who neither asked nor manages the program, and one's own answer; 409 what answers nothing, is not shown,
    or is marked already.
    """
    question, row = _locked(answer)
    if question is None or question.kind not in ASKING or {row.state, question.state} != {Message.State.PUBLISHED}:
        raise Conflict(_("Only a published answer to a question can be accepted."), code="state")
    _must_be_asker(question, row, actor)
    known = Acceptance.objects.filter(answer=row).first()
    if known and known.undone_at is None:
        raise Conflict(_("This answer is accepted already."), code="accepted")
    for other in Acceptance.objects.filter(question=question, undone_at=None).select_related("answer"):
        _undo(other, actor, at)
    made = known or Acceptance(question=question, answer=row)
    made.by, made.at, made.undone_at = actor, at, None
    made.save()
    Thread.objects.touch(row.page_id)
    write("answer.accepted", at=at, subject=made, actor=actor, program=row.program, answer=row.pk, question=question.pk)
    return made


@transaction.atomic
def unaccept(answer: Message, *, actor: User, at: datetime) -> Acceptance:
    """Take the mark back. Refuses who may not set it (403), and an answer that is not marked (409)."""
    question, row = _locked(answer)
    known = Acceptance.objects.filter(answer=row, undone_at=None).first()
    if known is None or question is None:
        raise Conflict(_("This answer is not accepted."), code="state")
    _must_be_asker(question, row, actor)
    _undo(known, actor, at)
    Thread.objects.touch(row.page_id)
    return known


def _locked(answer: Message) -> tuple[Message | None, Message]:
    """The question and the answer as they are now; the question is locked, so that one answer is accepted at a time."""
    row = Message.objects.select_related("program", "answers").get(pk=answer.pk)
    if row.answers_id is None:
        return None, row
    question = Message.objects.select_for_update(of=("self",)).get(pk=row.answers_id)
    row.refresh_from_db(fields=["state"])
    return question, row


def _must_be_asker(question: Message, row: Message, actor: User) -> None:
    if row.author_id in {actor.pk, question.author_id}:
        raise Forbidden(_("Nobody accepts their own answer."), code="own")
    if not actor.is_active or not may_accept(row, actor):
        raise Forbidden(_("Only who asked, or the team, says which answer helped."), code="not_asker")


def _undo(known: Acceptance, actor: User, at: datetime) -> None:
    known.undone_at = at
    known.save(update_fields=["undone_at"])
    program = known.answer.program
    write(
        "answer.unaccepted", at=at, subject=known, actor=actor, program=program, answer=known.answer_id,
        question=known.question_id,
    )  # fmt: skip
