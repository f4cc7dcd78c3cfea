"""What an application asks, and what counts as an answer: one rule for the form, the draft and the sending."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program, Question
from record.actions import write
from sitewide.addresses import web_address
from sitewide.characters import settled
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line

YES = "yes"
MOST_IN_LINK = 500


@transaction.atomic
def save_question(question: Question, *, actor: User, at: datetime) -> Question:
    """Ask a new question, or ask an old one differently.

    Refuses whoever is no manager (403), a choice without two options (422), and to change what an answered question
    asks (409): retire it and ask a new one.
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=question.program_id)
    must_manage(actor, program)
    question.label = one_line(question.label, 240)
    if not question.label:
        raise Invalid(_("A question asks something."), code="empty")
    if question.kind == Question.Kind.CHOICE and len(set(question.options())) < 2:
        raise Invalid(_("A question of kind choice needs at least two choices, one a line."), code="no_choice")
    new = question.pk is None
    if not new:
        _must_mean_the_same(question)
    question.save()
    write("question.added" if new else "question.changed", at=at, subject=question, actor=actor, program=program)
    return question


def _must_mean_the_same(question: Question) -> None:
    before = Question.objects.get(pk=question.pk)
    same = (before.kind, before.label, before.program_id) == (question.kind, question.label, question.program_id)
    if not same and before.answers.exclude(text="").exists():
        raise Conflict(
            _(
                "People have answered this question: retire it and ask a new one, so that their answers keep their sense."
            ),
            code="answered",
        )


def asked_by(program: Program) -> list[Question]:
    """The questions that an application answers now, in their order."""
    return list(Question.objects.filter(program=program, retired=False))


def checked(question: Question, text: str, *, complete: bool) -> str:
    """The answer as it is stored. `complete` also refuses an empty answer to a required question.

    Refuses (422, with the question's number in `detail`): too long, no such choice, no web address, nothing said.
    """
    answer = settled(text).strip()
    if not answer:
        if complete and question.required:
            raise refused(question, _("This is needed."), "required")
        return ""
    if question.kind == Question.Kind.CHOICE and answer not in question.options():
        raise refused(question, _("Choose one of the answers offered."), "no_such_choice")
    if question.kind == Question.Kind.CONSENT:
        return YES
    if len(answer) > longest(question):
        told = {"length": len(answer), "limit": longest(question)}
        raise refused(question, _("%(length)d characters are too many: at most %(limit)d are read.") % told, "too_long")
    if question.kind == Question.Kind.LINK:
        return _link(question, answer)
    return answer


def longest(question: Question) -> int:
    """The most characters of an answer."""
    return MOST_IN_LINK if question.kind == Question.Kind.LINK else question.max_length


def _link(question: Question, answer: str) -> str:
    with_scheme = answer if ":" in answer.partition("/")[0] else f"https://{answer}"
    try:
        return web_address(with_scheme)
    except Invalid as error:
        raise refused(question, error.sentence, error.code) from error


def refused(question: Question, sentence: object, code: str) -> Invalid:
    return Invalid(str(sentence), code=code, detail={"question": question.pk})
