"""Asking to join the program of the site."""

from datetime import datetime
from typing import Any, cast

from allauth.account.decorators import verified_email_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from advocates.actions import applications
from advocates.actions.questions import asked_by
from advocates.forms.applications import ApplicationForm
from advocates.models import Application, InvitationLink, Program
from advocates.queries.applications import applications_of, closed_until, open_application, promised_at
from advocates.queries.enrolments import active_enrolment
from advocates.queries.invitations import hash_of, open_link
from advocates.queries.timeline import timeline
from advocates.queries.vetting import criteria_of
from advocates.views.doors import View, member_of, program_here
from sitewide.errors import Conflict, Invalid, NotFound, Refused
from sitewide.limits import limited

State = Application.State


def with_verified_address(view: View) -> View:
    """Sends strangers to the sign-up and back, and lets nobody in whose address is not verified."""
    return cast(View, verified_email_required(view, login_url=reverse_lazy("account_signup")))


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """What the program is, how one gets in, and where the visitor stands."""
    program, at = program_here(request), timezone.now()
    context: dict[str, Any] = {
        "questions": asked_by(program), "criteria": criteria_of(program), "invitation": _link(request, program, at),
    }  # fmt: skip
    if isinstance(request.user, User):
        context["enrolment"] = active_enrolment(request.user, program, at)
        context["application"] = open_application(program, request.user)
        context["closed_until"] = closed_until(program, request.user, at)
    return render(request, "advocates/joining/join.html", context)


@require_safe
@limited("invited")
def invited(request: HttpRequest, secret: str) -> HttpResponse:
    """Opens the door for this visit, and leads to the page about joining. Counts no use: an application does."""
    program = program_here(request)
    if open_link(program, hash_of(secret), timezone.now()) is None:
        raise NotFound(_("This invitation is not valid, or not valid any more."))
    request.session["invitation"] = hash_of(secret)
    return redirect("join")


def _link(request: HttpRequest, program: Program, at: datetime) -> InvitationLink | None:
    """The invitation that the visitor came by, while it still opens."""
    return open_link(program, request.session.get("invitation", ""), at)


@with_verified_address
@require_http_methods(["GET", "HEAD", "POST"])
@limited("apply")
def apply(request: HttpRequest) -> HttpResponse:
    """The form of the program's questions; kept as a draft or sent. Looking makes no draft."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    application = open_application(program, person)
    if application is not None and application.state == State.SUBMITTED:
        return redirect("application_status")
    if request.method == "POST":
        return _take(request, program, application, at)
    if application is None and (barred := _barred(program, person, at, link=_link(request, program, at))):
        messages.info(request, str(barred))
        return redirect("join")
    form = _filled(program, application)
    return _form(request, program, application, form)


@with_verified_address
@require_POST
@limited("draft")
def keep_draft(request: HttpRequest) -> HttpResponse:
    """What the form was typed into so far, kept by htmx between key strokes; answers a line that says so."""
    program, at = program_here(request), timezone.now()
    form = _filled(program, open_application(program, member_of(request)), complete=False, data=request.POST)
    form.is_valid()
    refused = None
    try:
        draft = _draft(request, program, at)
        applications.save_draft(draft, answers=form.answers(), reply=form.reply(), actor=member_of(request), at=at)
    except Refused as refusal:
        refused = refusal
    status = refused.status if refused else 422 if form.errors else 200
    context = {"form": form, "refused": refused, "saved_at": at}
    return render(request, "advocates/joining/draft_state.html", context, status=status)


@login_required
@require_safe
def application_status(request: HttpRequest) -> HttpResponse:
    """Each step of the newest application, with the notes of the reviewers, and the earlier ones below."""
    program, person = program_here(request), member_of(request)
    found = applications_of(program, person)
    newest = found[0] if found else None
    context = {
        "application": newest,
        "earlier": found[1:],
        "steps": timeline(newest, own=True) if newest else [],
        "answers": newest.answers.select_related("question").order_by("question__position") if newest else [],
        "promised": promised_at(newest) if newest else None,
        "closed_until": closed_until(program, person, timezone.now()),
        "enrolment": active_enrolment(person, program, timezone.now()),
    }
    return render(request, "advocates/joining/status.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("leave")
def application_withdraw(request: HttpRequest) -> HttpResponse:
    """Asks, then takes the open application back."""
    program, person = program_here(request), member_of(request)
    application = open_application(program, person)
    if application is None:
        raise NotFound(_("You have no open application in this program."))
    if request.method == "POST":
        applications.withdraw(application, actor=person, at=timezone.now())
        messages.success(request, _("Your application is withdrawn."))
        return redirect("application_status")
    return render(request, "advocates/joining/withdraw.html", {"application": application})


def _take(request: HttpRequest, program: Program, application: Application | None, at: datetime) -> HttpResponse:
    """Keep or send what was typed; a refusal shows the form again with all of it."""
    complete = request.POST.get("act") != "keep"
    form = _filled(program, application, complete=complete, data=request.POST)
    person = member_of(request)
    refused: Refused | None = None
    try:
        application = application or _draft(request, program, at)
        if form.is_valid() and complete:
            applications.submit(application, answers=form.answers(), reply=form.reply(), actor=person, at=at)
            messages.success(request, _("Your application is sent."))
            return redirect("application_status")
        applications.save_draft(application, answers=form.answers(), reply=form.reply(), actor=person, at=at)
        if form.is_valid():
            messages.success(request, _("Your draft is kept. Nobody else sees it."))
            return redirect("apply")
    except Refused as refusal:
        refused = refusal
    return _form(request, program, application, form, refused=refused)


def _draft(request: HttpRequest, program: Program, at: datetime) -> Application:
    """The open application, begun now if there is none; of two tabs at once both get the same."""
    person = member_of(request)
    found = open_application(program, person)
    if found is not None:
        return found
    try:
        return applications.begin(program, applicant=person, at=at, link=_link(request, program, at))
    except Conflict as conflict:
        other = open_application(program, person) if conflict.code == "already_open" else None
        if other is None:
            raise
        return other


def _barred(program: Program, person: User, at: datetime, *, link: InvitationLink | None) -> str:
    """Why the person cannot begin an application now; empty if they can."""
    if active_enrolment(person, program, at):
        return _("You are an advocate of this program already.")
    if not program.accepts_applications and link is None:
        return _("The program takes no applications at the moment.")
    if closed_until(program, person, at):
        return _("It is too early to apply again.")
    return ""


def _filled(program: Program, application: Application | None, **given: Any) -> ApplicationForm:
    """The form with what is kept; where a reviewer asked for more, with a place for the answer."""
    reply = application.reply if application and application.state == State.ASKED else None
    return ApplicationForm(asked_by(program), answers=_answers(application), reply=reply, **given)


def _answers(application: Application | None) -> dict[int, str]:
    return dict(application.answers.values_list("question_id", "text")) if application else {}


def _form(
    request: HttpRequest,
    program: Program,
    application: Application | None,
    form: ApplicationForm,
    *,
    refused: Refused | None = None,
) -> HttpResponse:
    asked = application.steps.filter(state=State.ASKED).last() if application else None
    if isinstance(refused, Invalid) and form.errors:
        refused = None
    status = refused.status if refused else 422 if form.errors else 200
    asks_again = application is not None and application.state == State.ASKED
    context = {"form": form, "application": application, "refused": refused, "asked": asked if asks_again else None}
    return render(request, "advocates/joining/apply.html", context, status=status)
