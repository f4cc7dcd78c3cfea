"""The advocate's own grants."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from advocates.actions import grants
from advocates.forms.rights import AnswerForm
from advocates.models import Grant
from advocates.queries.asker import facts_of_request
from advocates.queries.cards import card_of, held_by, passed_on_by, with_uses
from advocates.queries.keyset import number_of
from advocates.views.doors import member_of, program_here
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited

DONE = {
    "accept": gettext_lazy("The right is yours. Everything done under it is on the public register."),
    "decline": gettext_lazy("You declined the offer. Whoever made it is told."),
    "resign": gettext_lazy("You handed the right back. Whoever gave it is told."),
}
FITTING = {"accept": Grant.State.OFFERED, "decline": Grant.State.OFFERED, "resign": Grant.State.LIVE}


@login_required
@require_safe
def my_rights(request: HttpRequest) -> HttpResponse:
    program = program_here(request)
    facts = facts_of_request(request)
    held = held_by(member_of(request), program, facts, at=timezone.now(), before=number_of(request.GET, "before"))
    older = f"?before={held.next_before}#past" if held.next_before else ""
    passed_on = passed_on_by(member_of(request), program, at=timezone.now())
    context = {"held": held, "facts": facts, "here": "rights", "older_url": older, "passed_on": passed_on}
    return render(request, "advocates/rights/my_rights.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("answer")
def grant_answer(request: HttpRequest, grant_id: int, answer: str) -> HttpResponse:
    """Accept, decline or hand back a grant of one's own: a page that says what it means, then the act."""
    program, member = program_here(request), member_of(request)
    mine = with_uses(Grant.objects.filter(program=program, advocate=member, pk=grant_id), program, timezone.now())
    grant = mine.first()
    if grant is None or answer not in DONE:
        raise NotFound(_("There is no such grant."))
    form, refused = AnswerForm(request.POST if request.method == "POST" else None), None
    if form.is_valid():
        try:
            _answer(grant, answer, form.cleaned_data["reason"], request)
            messages.success(request, str(DONE[answer]))
            return redirect("my_rights")
        except Refused as refusal:
            refused = refusal
    card = card_of(grant, facts_of_request(request), timezone.now())
    fits = grant.state == FITTING[answer]
    context = {"card": card, "answer": answer, "form": form, "refused": refused, "fits": fits, "here": "rights"}
    status = refused.status if refused else 422 if form.errors else 200
    return render(request, "advocates/rights/answer.html", context, status=status)


def _answer(grant: Grant, answer: str, reason: str, request: HttpRequest) -> None:
    member, at = member_of(request), timezone.now()
    if answer == "accept":
        grants.accept(grant, actor=member, at=at)
    elif answer == "decline":
        grants.decline(grant, actor=member, at=at, reason=reason)
    else:
        grants.resign(grant, actor=member, at=at, reason=reason)
