"""Acts about a person: done or proposed from the case page; answered, listed and ended by the program's managers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.queries.keyset import number_of
from moderation.actions import measures, proposals
from moderation.forms import PersonActForm
from moderation.models import Act, Case, Decision, Measure, MeasureProposal
from moderation.person_options import PERSON_OPTIONS
from moderation.queries.standing import Standing
from moderation.queries.strikes import open_proposals, rule_of, running
from moderation.views.doors import case_here, standing_here
from sitewide.errors import Forbidden, Invalid, NotFound, Refused
from sitewide.limits import limited

MOST_SHOWN = 100


@login_required
@require_POST
@limited("decide")
def act(request: HttpRequest, case_id: int) -> HttpResponse:
    """Managers do it, moderators propose it; what is refused is told on the case's page."""
    standing = standing_here(request)
    decision = _decision_of(case_here(standing, case_id))
    form = PersonActForm(request.POST)
    try:
        if not form.is_valid():
            raise Invalid(_("Choose what to do, for how many days, and write why."), code="form")
        about: dict[str, Any] = form.cleaned_data | {"actor": standing.person, "at": timezone.now()}
        if standing.is_staff:
            measures.take(decision, **about)
            messages.success(request, _("Done. They are told, with the rule, your words and how to appeal."))
        else:
            proposals.propose(decision, **about)
            messages.success(request, _("Proposed. A manager decides, and you are told."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return redirect("case", case_id)


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """What is proposed, and what runs."""
    return _shown(request, _staff_here(request))


@login_required
@require_POST
@limited("decide")
def answer(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Take the measure, or decline it; either way in words."""
    standing = _staff_here(request)
    found = get_object_or_404(MeasureProposal, pk=proposal_id, program=standing.program)
    about: dict[str, Any] = {
        "reason": request.POST.get("reason", ""), "actor": standing.person, "at": timezone.now()
    }  # fmt: skip
    try:
        if request.POST.get("answer") == "confirm":
            proposals.confirm(found, days=number_of(request.POST, "days"), **about)
        else:
            proposals.decline(found, **about)
    except Refused as refused:
        return _shown(request, standing, refused)
    messages.success(request, _("Answered. Whoever is concerned is told."))
    return redirect("people_acts")


@login_required
@require_POST
@limited("decide")
def lift(request: HttpRequest, measure_id: int) -> HttpResponse:
    """End it before its time."""
    standing = _staff_here(request)
    found = get_object_or_404(Measure, pk=measure_id, program=standing.program)
    try:
        measures.lift(found, reason=request.POST.get("reason", ""), actor=standing.person, at=timezone.now())
    except Refused as refused:
        return _shown(request, standing, refused)
    messages.success(request, _("Ended. They are told why."))
    return redirect("people_acts")


def person_acts_of(context: dict[str, Any]) -> dict[str, Any]:
    """What the case page asks of the acts about a person: possible once a decision against the message stands."""
    decision: Decision | None = context["decision"]
    stands = decision is not None and decision.is_against and decision.overturned_at is None
    return {"person_options": PERSON_OPTIONS if stands else ()}


def _decision_of(case: Case) -> Decision:
    found = Decision.objects.filter(case=case).exclude(act=Act.ESCALATE).first()
    if found is None:
        raise NotFound(_("Nothing is decided on this case yet."))
    return found


def _staff_here(request: HttpRequest) -> Standing:
    standing = standing_here(request)
    if not standing.is_staff:
        raise Forbidden(_("Only the program's managers decide about people."), code="not_a_manager")
    return standing


def _shown(request: HttpRequest, standing: Standing, refused: Refused | None = None) -> HttpResponse:
    program = standing.program
    context = {
        "here": "desk", "standing": standing, "refused": refused, "now": standing.at, "rule": rule_of(program),
        "proposals": list(open_proposals(program).exclude(person=standing.person)[:MOST_SHOWN]),
        "running": list(running(program, standing.at)[:MOST_SHOWN]),
    }  # fmt: skip
    return render(request, "moderation/people_acts.html", context, status=refused.status if refused else 200)
