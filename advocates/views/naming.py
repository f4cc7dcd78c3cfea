"""How one is named to others: what was agreed, and another choice."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.recent import recently_authenticated
from advocates.actions import naming
from advocates.forms.naming import NamingForm
from advocates.queries.naming import choices_of, kinds_for, newest_attestation
from advocates.views.doors import member_of, program_here
from sitewide.errors import Forbidden, Refused
from sitewide.limits import limited


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
@limited("answer")
def my_name(request: HttpRequest) -> HttpResponse:
    """Every choice so far and the next one, which wants a recent proof of who chooses. A refusal keeps what was typed."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    signed = newest_attestation(person, program)
    kinds = kinds_for(person, program, at=at) if signed else []
    form = NamingForm(request.POST if request.method == "POST" else None, member=person, kinds=kinds)
    refused: Refused | None = None
    if form.is_valid():
        try:
            if signed is None or not kinds:
                raise Forbidden(_("You choose it when you sign the policies as an advocate."), code="not_signed")
            given = form.cleaned_data
            wish = naming.Wish(given["named_by"], given.get("pseudonym", ""))
            naming.choose(signed, wish, actor=person, at=at)
            messages.success(request, _("From now on you are named so, also beside what you said before."))
            return redirect("my_name")
        except Refused as refusal:
            refused = refusal
    status = refused.status if refused else 422 if form.errors else 200
    context = {
        "form": form,
        "refused": refused,
        "choices": choices_of(person),
        "may_choose": bool(kinds),
        "here": "learn",
    }
    return render(request, "advocates/policies/name.html", context, status=status)
