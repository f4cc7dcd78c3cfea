"""A second opinion: asked for by who is unsure, written by somebody else, kept on the case for those who decide."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.actions.cases import must_be_open, must_not_be_in_other_hands
from moderation.actions.passing import in_hand, locked_case, note_of, noted, set_free
from moderation.actions.standing import must_be_allowed
from moderation.models import Case, Note
from moderation.queries.passing import open_question
from sitewide.errors import Conflict, Forbidden

NO_QUESTION = _("Say what you are unsure about.")


@transaction.atomic
def ask(case: Case, *, moderator: User, note: str, at: datetime) -> Note:
    """Give the case back with a question to the others. Until one has answered or decided, the asker is not offered it.

    Refuses 404 and 403 as a claim does, 409 a case that is decided, closed, not in the moderator's hands, or that waits
    for an opinion already, and 422 no note.
    """
    locked = in_hand(case, moderator, at)
    text = note_of(note, NO_QUESTION)
    if open_question(locked) is not None:
        raise Conflict(_("This case waits for a second opinion already: write yours, or decide."), code="asked")
    set_free(locked)
    return noted(locked, Note.Kind.ASKED, "case.opinion_asked", text=text, by=moderator, at=at)


@transaction.atomic
def give(case: Case, *, moderator: User, text: str, at: datetime) -> Note:
    """Write the opinion that was asked for, without deciding; the asker is offered the case again.

    Refuses 404 and 403 as a claim does, 409 a case that is decided, closed, in another's hands, or on which nobody asked,
    403 who asked, and 422 no words.
    """
    locked = locked_case(case)
    must_be_allowed(locked.message, moderator, at=at, path=locked.path, escalated=locked.escalated)
    must_be_open(locked)
    must_not_be_in_other_hands(locked, moderator, at)
    question = open_question(locked)
    if question is None:
        raise Conflict(_("Nobody waits for an opinion on this case."), code="not_asked")
    if question.by_id == moderator.pk:
        raise Forbidden(_("You asked for this opinion: somebody else gives it."), code="own_question")
    words = note_of(text, _("Write what you think of it."))
    question.answered_at = at
    question.save(update_fields=["answered_at"])
    return noted(locked, Note.Kind.OPINION, "case.opinion_given", text=words, by=moderator, at=at)
