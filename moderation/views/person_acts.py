"""Acts about a person: done or proposed from the case page; answered, listed and ended by the program's managers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.queries.keyset import newest_first
from advocates.views.doors import proof_wanted
from moderation.actions import measures, proposals
from moderation.forms.people import EndForm, PersonActForm, PersonAnswerForm
from moderation.models import Act, Case, Decision, Measure, MeasureProposal
from moderation.queries.standing import Standing
from moderation.queries.strikes import rule_of, running, to_answer
from moderation.views.cases import shown
from moderation.views.doors import case_here, standing_here
from moderation.views.narrowing import at_desk
from sitewide.errors import Forbidden, Invalid, NotFound, Refused
from sitewide.limits import count

PAGE = 20


@login_required
@require_POST
def act(request: HttpRequest, case_id: int) -> HttpResponse:
    """Managers do it, moderators propose it; what is refused is told on the case's page, with what was written."""
    standing = standing_here(request)
    found = case_here(standing, case_id)
    decision = _decision_of(found)
    try:
        about = _read(request, PersonActForm(request.POST)) | {"actor": standing.person, "at": timezone.now()}
        if standing.is_staff:
            measures.take(decision, **about)
            messages.success(request, _("Done. They are told, with the rule, your words and how to appeal."))
        else:
            proposals.propose(decision, **about)
            messages.success(request, _("Proposed. A manager decides, and you are told."))
    except Refused as refused:
        return proof_wanted(request, refused) or shown(request, standing, found, refused=refused)
    return at_desk(request, "case", case_id)


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """What is proposed, and what runs."""
    return _shown(request, _staff_here(request))


@login_required
@require_POST
def answer(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Take the measure, or decline it; either way in words."""
    standing = _staff_here(request)
    found = get_object_or_404(MeasureProposal, pk=proposal_id, program=standing.program)
    try:
        given = _read(request, PersonAnswerForm(request.POST))
        how, days = given.pop("answer"), given.pop("days")
        about: dict[str, Any] = given | {"actor": standing.person, "at": timezone.now()}
        if how == "confirm":
            proposals.confirm(found, days=days, **about)
        else:
            proposals.decline(found, **about)
    except Refused as refused:
        return _shown(request, standing, refused, at=found)
    messages.success(request, _("Answered. Whoever is concerned is told."))
    return redirect("people_acts")


@login_required
@require_POST
def lift(request: HttpRequest, measure_id: int) -> HttpResponse:
    """End it before its time."""
    standing = _staff_here(request)
    found = get_object_or_404(Measure, pk=measure_id, program=standing.program)
    try:
        measures.lift(found, actor=standing.person, at=timezone.now(), **_read(request, EndForm(request.POST)))
    except Refused as refused:
        return _shown(request, standing, refused, at=found)
    messages.success(request, _("Ended. They are told why."))
    return redirect("people_acts")


def _read(request: HttpRequest, form: Form) -> dict[str, Any]:
    """What was sent, counted. Refuses (422) with the first sentence of each field."""
    count(request, "decide")
    if not form.is_valid():
        raise Invalid(" ".join(str(errors[0]) for errors in form.errors.values()), code="form")
    return form.cleaned_data


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


def _shown(
    request: HttpRequest,
    standing: Standing,
    refused: Refused | None = None,
    *,
    at: MeasureProposal | Measure | None = None,
) -> HttpResponse:
    """Both lists, newest first, twenty at a time; a form that was refused keeps what was written in it."""
    program, me = standing.program, standing.person
    proposed = newest_first(to_answer(program, reader=me), request.GET, PAGE, prefix="proposed-")
    runs = newest_first(running(program, standing.at, reader=me), request.GET, PAGE, prefix="running-")
    here = next((row for row in (*proposed.rows, *runs.rows) if row == at), None)
    context = {
        "here": "desk", "standing": standing, "now": standing.at, "rule": rule_of(program),
        "proposed": proposed, "running": runs, "refused": refused, "refused_at": here, "sent": request.POST,
    }  # fmt: skip
    return render(request, "moderation/people_acts.html", context, status=refused.status if refused else 200)
