"""Asking to join a program, and deciding about it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from advocates.actions import invitations
from advocates.actions.enrolments import begin_term
from advocates.actions.questions import asked_by, checked
from advocates.models import Answer, Application, ApplicationStep, Enrolment, InvitationLink, Program
from advocates.queries import address_of, is_enrolled, manages
from advocates.queries.applications import closed_until, promised_at
from advocates.queries.vetting import (
    Vetting,
    has_conflict,
    has_nominated,
    may_be_decided,
    possible_reviewers,
    vetting_of,
)
from record.actions import write
from sitewide.characters import settled
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.mail import write_letter
from sitewide.reasons import must_say

State = Application.State
MOST_IN_NOTE = 4_000


@transaction.atomic
def begin(
    program: Program, *, applicant: User, at: datetime, link: InvitationLink | None = None
) -> Application:  # fmt: skip
    """A draft, which only the applicant sees. It is not on the record: nothing was asked of anybody yet.

    Refuses an address that is not verified (403); a program that takes no applications, unless by a `link` that still
    opens, a member who is enrolled, who has an open application or who was asked to wait until a later day (409). One
    of two simultaneous tabs is refused.
    """
    if not EmailAddress.objects.filter(user=applicant, verified=True).exists():
        raise Forbidden(_("Confirm your e-mail address first; the link is in the mail we sent you."), code="unverified")
    if link is None:
        must_be_open(program)
    if is_enrolled(applicant, program, at):
        raise Conflict(_("You are an advocate of this program already."), code="enrolled")
    if day := closed_until(program, applicant, at):
        sentence = _("You may apply again from %(day)s on.") % {"day": date_format(day)}
        raise Conflict(sentence, code="too_early", detail={"reapply_on": day.isoformat()})
    try:
        with transaction.atomic():
            by = invitations.use(link, program=program, actor=applicant, at=at) if link else None
            return Application.objects.create(program=program, applicant=applicant, begun_at=at, invited_by=by)
    except IntegrityError as error:
        raise Conflict(_("You have an open application in this program already."), code="already_open") from error


@transaction.atomic
def save_draft(
    application: Application, *, answers: Mapping[int, str], actor: User, at: datetime, reply: str = ""
) -> Application:
    """Keep what was typed so far, by question; what is left out stays as it is. Not on the record: nothing was sent.

    Refuses anybody else (404), an application that waits or is closed (409), and answers that could not be sent (422).
    """
    application = _own(application, actor)
    if application.state not in {State.DRAFT, State.ASKED}:
        raise _not_from(application)
    _keep(application, answers, complete=False)
    if application.state == State.ASKED and application.reply != reply:
        application.reply = noted(reply)
        application.save(update_fields=["reply"])
    return application


@transaction.atomic
def submit(
    application: Application, *, answers: Mapping[int, str], actor: User, at: datetime, reply: str = ""
) -> Application:
    """Send the application, or send it again after more was asked, with a `reply` to that. The promise runs from now,
    and the managers who may judge it are told.

    Refuses anybody else (404), one that is not a draft or asked for more (409), a program that takes no applications
    any more, unless one was invited (409), and answers missing or wrong (422).
    """
    application = _own(application, actor)
    if application.state == State.DRAFT and application.invited_by_id is None:
        must_be_open(application.program)
    _must_follow(application, State.SUBMITTED)
    _keep(application, answers, complete=True)
    again = application.state == State.ASKED
    note = noted(reply) if again else ""
    application.submitted_at, application.reply = at, ""
    application.reviewers = application.program.reviewers
    _step(application, State.SUBMITTED, actor=actor, at=at, note=note)
    tell(application, "submitted", at=at, promised=promised_at(application))
    for manager in possible_reviewers(application):
        tell(application, "waits", at=at, to=manager, again=again, promised=promised_at(application))
    return application


@transaction.atomic
def withdraw(application: Application, *, actor: User, at: datetime) -> Application:
    """Take an open application back. Refuses anybody else (404) and one that is closed (409)."""
    application = _own(application, actor)
    sent = application.state != State.DRAFT
    _step(application, State.WITHDRAWN, actor=actor, at=at)
    if sent:
        tell(application, "withdrawn", at=at)
    return application


@transaction.atomic
def ask_more(application: Application, *, note: str, actor: User, at: datetime) -> Application:
    """Give the application back with a question; what is sent again is judged anew.

    Refuses as `accept` does, whatever the reviews say, and without a note (422).
    """
    application = for_review(application, actor)
    note = noted(note)
    if not note:
        raise Invalid(_("Say what more you want to know."), code="no_note")
    _step(application, State.ASKED, actor=actor, at=at, note=note)
    tell(application, "asked", at=at, note=note)
    return application


@transaction.atomic
def accept(application: Application, *, actor: User, at: datetime, note: str = "") -> Enrolment:
    """Enrol the applicant for a term of the program, and tell them with the program's welcome.

    Refuses whoever does not manage the program or declared a conflict (404), the applicant themselves (403), an
    application that does not wait for an answer (409): so of two simultaneous decisions one is refused; one that is not
    judged by as many reviewers as the program wants, or against which most of them advise (409).
    """
    application = for_review(application, actor)
    note = noted(note)
    _must_follow(application, State.ACCEPTED)
    if _must_be_judged(application, at).against:
        raise Conflict(_("Most of the reviewers advise against it."), code="against_the_reviews")
    application.decided_at, application.decided_by = at, actor
    _step(application, State.ACCEPTED, actor=actor, at=at, note=note)
    enrolment = begin_term(application.program, member=application.applicant, actor=actor, at=at)
    tell(application, "accepted", at=at, note=note, enrolment=enrolment)
    return enrolment


@transaction.atomic
def decline(
    application: Application, *, reason: str, note: str, reapply_on: date | None, actor: User, at: datetime
) -> Application:
    """Close the application with a reason, which the applicant reads, and a day from which they may apply again.

    Refuses as `accept` does, but not because the reviewers advise otherwise; a reason outside the list, no note where
    the reason is "other", a day that is past (422).
    """
    application = for_review(application, actor)
    note = noted(note)
    _must_follow(application, State.DECLINED)
    _must_be_judged(application, at)
    if reason not in Application.Decline.values:
        raise Invalid(_("Choose a reason from the list."), code="no_reason")
    if reason == Application.Decline.OTHER:
        must_say(note, _("Another reason needs a note that explains it."), code="no_note")
    if reapply_on is not None and reapply_on <= at.astimezone(application.program.zone).date():
        raise Invalid(_("The day to apply again lies in the future."), code="past_day")
    application.decided_at, application.decided_by = at, actor
    application.decline_reason, application.reapply_on = reason, reapply_on
    _step(application, State.DECLINED, actor=actor, at=at, note=note, reason=reason)
    tell(application, "declined", at=at, note=note)
    return application


def _must_be_judged(application: Application, at: datetime) -> Vetting:
    """The reviews, which suffice. Refuses (409) while one is missing."""
    vetting = vetting_of(application)
    if not may_be_decided(application, vetting, at):
        missing = vetting.needed - len(vetting.reviews)
        sentence = ngettext_lazy("%(n)s more review is needed first.", "%(n)s more reviews are needed first.", missing)
        raise Conflict(sentence % {"n": missing}, code="not_judged")
    return vetting


def _own(application: Application, actor: User) -> Application:
    locked = _locked(application)
    if locked.applicant_id != actor.pk:
        raise NotFound(_("There is no such application."))
    return locked


def for_review(application: Application, actor: User) -> Application:
    """The application, its row locked. Refuses who does not manage the program or is in conflict (404), the applicant,
    and who nominated them (403)."""
    locked = _locked(application)
    if not manages(actor, locked.program) or has_conflict(actor, locked):
        raise NotFound(_("There is no such application."))
    if locked.applicant_id == actor.pk:
        raise Forbidden(_("Nobody decides on their own application: ask another manager."), code="own_application")
    if has_nominated(actor, locked):
        raise Forbidden(_("You nominated this person: another manager judges."), code="own_nominee")
    return locked


def _locked(application: Application) -> Application:
    rows = Application.objects.select_for_update(of=("self",)).select_related("program", "applicant")
    return rows.get(pk=application.pk)


def must_be_open(program: Program) -> None:
    if not Program.objects.filter(pk=program.pk, accepts_applications=True).exists():
        raise Conflict(_("The program takes no applications at the moment."), code="closed")


def _must_follow(application: Application, state: str) -> None:
    if state not in Application.TRANSITIONS[application.state]:
        raise _not_from(application)


def _not_from(application: Application) -> Conflict:
    told = {"state": application.get_state_display()}
    return Conflict(_("This is not possible any more: the application is “%(state)s”.") % told, code=application.state)


def _keep(application: Application, answers: Mapping[int, str], *, complete: bool) -> None:
    """Store the answers to questions that the program asks now; the rest is passed over."""
    before = dict(application.answers.values_list("question_id", "text"))
    for question in asked_by(application.program):
        text = checked(question, answers.get(question.pk, before.get(question.pk, "")), complete=complete)
        if text != before.get(question.pk, ""):
            Answer.objects.update_or_create(application=application, question=question, defaults={"text": text})


def _step(application: Application, state: str, *, actor: User, at: datetime, note: str = "", **data: Any) -> None:
    """Move on, if that follows; tell it on the status page and on the record."""
    _must_follow(application, state)
    application.state = state
    application.save()
    ApplicationStep.objects.create(application=application, state=state, at=at, by=actor, note=note)
    verb = f"application.{State(state).value}"
    write(verb, at=at, subject=application, actor=actor, program=application.program, **data)


def noted(note: str) -> str:
    note = settled(note).strip()
    if len(note) > MOST_IN_NOTE:
        told = {"length": len(note), "limit": MOST_IN_NOTE}
        raise Invalid(_("This note is too long: %(length)d characters of %(limit)d.") % told, code="too_long")
    return note


def tell(application: Application, about: str, *, at: datetime, to: User | None = None, **context: Any) -> None:
    """The letter `application_<about>`, to the applicant unless somebody else is named."""
    person, program = to or application.applicant, application.program
    known = {"application": application, "program": program, "reader": person, "base_url": address_of(program)}
    write_letter(to=person.email, about=f"application_{about}", context=known | context, at=at, member=person)
