"""Passing a right on, and taking back what was passed on."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.recent import recently_authenticated
from advocates.actions import grants
from advocates.forms.rights import PassOnForm, ReasonForm
from advocates.models import Grant, Program
from advocates.queries.asker import facts_of_request
from advocates.queries.cards import card_of, passed_on_by, with_uses
from advocates.queries.people import known_people
from advocates.queries.places import spoken_on
from advocates.queries.usage import day_of
from advocates.views.doors import member_of, program_here
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
@limited("answer")
def pass_on(request: HttpRequest, grant_id: int) -> HttpResponse:
    """A narrower piece of a right of one's own, for another advocate."""
    program, at = program_here(request), timezone.now()
    mine = Grant.objects.filter(program=program, advocate=member_of(request), may_be_passed_on=True, pk=grant_id)
    grant = with_uses(mine, program, at).first()
    if grant is None:
        raise NotFound(_("There is no such grant."))
    data = request.POST if request.method == "POST" else None
    facts = facts_of_request(request)
    form = PassOnForm(
        data, grant=grant, pages=spoken_on(program, grant.scope.path), people=known_people(program, at=at),
        term_ends=facts.term[1] if facts and facts.term else None,
    )  # fmt: skip
    refused = None
    if form.is_valid():
        try:
            fresh = grants.pass_on(grant, actor=member_of(request), at=at, **_asked(form, program))
            messages.success(request, _("Offered to %(name)s, who is told by mail.") % {"name": fresh.advocate})
            return redirect("my_rights")
        except Refused as refusal:
            refused = refusal
    context = {
        "card": card_of(grant, facts, at),
        "form": form,
        "refused": refused,
        "here": "rights",
    }
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "advocates/rights/pass_on.html", context, status=status)


def _asked(form: PassOnForm, program: Program) -> dict[str, Any]:
    """What the form holds, for the action: the last day runs until its midnight, where the right itself lasts so long."""
    known = dict(form.cleaned_data)
    day = known.pop("ends_on")
    if day is None:
        return known | {"ends_at": None}
    return known | {"ends_at": min(day_of(program, day)[1], form.last)}


@require_http_methods(["GET", "HEAD", "POST"])
@recently_authenticated
@limited("answer")
def take_back(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End what one passed on: a page that says what it means, then the act."""
    program, member, at = program_here(request), member_of(request), timezone.now()
    grant = passed_on_by(member, program, at=at).filter(pk=grant_id).first()
    if grant is None:
        raise NotFound(_("There is no such grant."))
    form, refused = ReasonForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            grants.take_back(grant, reason=form.cleaned_data["reason"], actor=member, at=at)
            messages.success(request, _("You took it back: from now on nothing can be done under it."))
            return redirect("my_rights")
        except Refused as refusal:
            refused = refusal
    context = {"grant": grant, "form": form, "refused": refused, "here": "rights"}
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "advocates/rights/take_back.html", context, status=status)
