"""Nominating somebody, and what the person nominated answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from advocates.actions import nominations
from advocates.forms.nominations import NominationForm
from advocates.models import Application, Nomination
from advocates.queries.nominations import made_by, open_nomination
from advocates.views.doors import member_of, program_here
from advocates.views.joining import with_verified_address
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited


@with_verified_address
@require_http_methods(["GET", "HEAD", "POST"])
@limited("nominate")
def nominate(request: HttpRequest) -> HttpResponse:
    """The form. Its answer is the same whoever the address belongs to."""
    program, person = program_here(request), member_of(request)
    form, refused = NominationForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            nominations.nominate(program, **form.cleaned_data, actor=person, at=timezone.now())
        except Refused as refusal:
            refused = refusal
        else:
            messages.success(request, _("Thank you. We write to this person; whether they apply is up to them."))
            return redirect("nominate")
    status = refused.status if refused else 422 if request.method == "POST" else 200
    context = {"form": form, "refused": refused, "made": made_by(person, program), "open": program.accepts_applications}
    return render(request, "advocates/joining/nominate.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@limited("nominate")
def nominated(request: HttpRequest, secret: str) -> HttpResponse:
    """Who nominated the reader and why; agreeing wants an account, declining does not."""
    nomination = open_nomination(program_here(request), secret, timezone.now())
    if nomination is None:
        raise NotFound(_("This nomination was answered already, or is too old."))
    act, refused = request.POST.get("act", ""), None
    try:
        if act == "decline":
            nominations.decline(nomination, at=timezone.now())
            messages.success(request, _("You have declined. Nobody reads the nomination."))
            return redirect("join")
        if act == "agree":
            return _agree(request, nomination)
    except Refused as refusal:
        refused = refusal
    status = refused.status if refused else 422 if request.method == "POST" else 200
    context = {"nomination": nomination, "refused": refused}
    answer = render(request, "advocates/joining/nominated.html", context, status=status)
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _agree(request: HttpRequest, nomination: Nomination) -> HttpResponse:
    """To the sign-up and back for who has no account; else to the application."""
    if not isinstance(request.user, User):
        return redirect(f"{reverse('account_signup')}?{urlencode({'next': request.path})}")
    application = nominations.agree(nomination, actor=request.user, at=timezone.now())
    waits = application.state == Application.State.SUBMITTED
    messages.success(request, _("You have agreed. The nomination goes with your application."))
    return redirect("application_status" if waits else "apply")
