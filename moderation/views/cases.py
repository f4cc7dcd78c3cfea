"""One case: read, claimed, kept, given back, decided."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.queries.asker import origin_of
from advocates.queries.keyset import number_of
from advocates.views.doors import proof_wanted
from cms.models import Message, Trip
from cms.queries.restricted import may_override, restrictions_of
from moderation.actions import cases, decisions
from moderation.acts import DONE
from moderation.forms import DecisionForm
from moderation.models import Act, Case, Decision
from moderation.queries.case_file import file_of
from moderation.queries.clauses import clauses_of
from moderation.queries.standing import Standing
from moderation.views import blind
from moderation.views.desk import console
from moderation.views.doors import case_here, standing_here
from sitewide.errors import Invalid, Refused
from sitewide.limits import count

SHOWING = {Act.APPROVE, Act.RESTORE}


@login_required
@require_safe
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    standing = standing_here(request)
    if found := blind.given(standing, case_id):
        return blind.shown(request, standing, found)
    return _shown(request, standing, case_here(standing, case_id))


@login_required
@require_POST
def claim(request: HttpRequest, case_id: int) -> HttpResponse:
    standing = standing_here(request)
    found = case_here(standing, case_id)
    try:
        cases.claim(found, moderator=standing.person, at=timezone.now())
    except Refused as refused:
        return _shown(request, standing, found, refused=refused)
    return redirect("case", case_id)


@login_required
@require_POST
def release(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give it back; also what the browser sends when the page is left."""
    standing = standing_here(request)
    cases.release(case_here(standing, case_id), moderator=standing.person, at=timezone.now())
    return redirect("desk")


@login_required
@require_POST
def extend(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep the claim alive while the moderator works; a script asks for this and gets the new clock."""
    standing = standing_here(request)
    if given := blind.given(standing, case_id):
        return blind.kept(request, standing, given)
    found = case_here(standing, case_id)
    try:
        found = cases.extend(found, moderator=standing.person, at=timezone.now())
    except Refused as refused:
        return _shown(request, standing, found, refused=refused)
    if request.headers.get("HX-Request") and not request.headers.get("HX-Boosted"):
        return render(request, "moderation/partials/lease.html", {"case": found})
    return redirect("case", case_id)


@login_required
@require_POST
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Decide; a refusal shows the case as it stands now, with what was written."""
    standing = standing_here(request)
    if given := blind.given(standing, case_id):
        return blind.answered(request, standing, given)
    found = case_here(standing, case_id)
    form = DecisionForm(request.POST, clauses=clauses_of(standing.program, at=timezone.now()))
    if not form.is_valid():
        refused = Invalid(_("We could not read that decision. Choose an act and try again."), code="form")
        return _shown(request, standing, found, refused=refused, sent=request.POST)
    try:
        count(request, "decide")
        about: dict[str, Any] = {"moderator": standing.person, "at": timezone.now(), "origin": origin_of(request)}
        decision = decisions.decide(found, **about, **form.cleaned_data)
    except Refused as refusal:
        return proof_wanted(request, refusal) or _shown(request, standing, found, refused=refusal, sent=request.POST)
    messages.success(request, str(DONE[decision.act]))
    return redirect("desk")


@login_required
@require_POST
def look_again(request: HttpRequest, case_id: int) -> HttpResponse:
    """Staff open another case on the message of this one, for somebody else to decide."""
    standing = standing_here(request)
    found = case_here(standing, case_id)
    note = request.POST.get("note", "")[:200]
    try:
        cases.look_again(found.message, actor=standing.person, at=timezone.now(), note=note)
    except Refused as refused:
        return _shown(request, standing, found, refused=refused)
    messages.success(request, _("Another case is open for this message. Somebody else decides on it."))
    return redirect("desk")


def _shown(
    request: HttpRequest, standing: Standing, found: Case, *, refused: Refused | None = None, sent: Any = None
) -> HttpResponse:
    """The case with the queue beside it. After a refusal it is read afresh and keeps what was sent."""
    if refused:
        found = case_here(standing, found.pk)
    context = console(request, standing) | _read(found, standing) | {"refused": refused, "sent": sent or {}}
    context |= _words(context, sent)
    answer = render(request, "moderation/case.html", context, status=refused.status if refused else 200)
    answer["HX-Push-Url"] = reverse("case", args=[found.pk])
    return answer


def _read(found: Case, standing: Standing) -> dict[str, Any]:
    file = file_of(found, standing)
    mine = found.claimed_by_id == standing.person.pk and found.state == Case.State.OPEN
    others = found.claimed_by_id is not None and not mine and _runs(found, standing.at)
    decision = Decision.objects.filter(case=found).exclude(act=Act.ESCALATE).select_related("clause").first()
    note = Decision.objects.filter(case=found, act=Act.ESCALATE).first()
    tripped = Trip.objects.filter(message=file.message, state=Trip.State.OPEN).exists()
    stops = restrictions_of(file.message, at=standing.at) if file.message.state == Message.State.HELD else []
    return {
        "stops": stops, "may_override": bool(stops) and may_override(stops, standing.person, file.message.author_id),
        "case": found, "file": file, "mine": mine, "others": others, "decision": decision, "handed_on": note,
        "read_at": standing.at.isoformat(), "tripped": tripped,
        "main_options": [o for o in file.options if o.act != Act.ESCALATE and not (tripped and o.act in SHOWING)],
        "escalate": next((o for o in file.options if o.act == Act.ESCALATE), None),
    }  # fmt: skip


def _runs(found: Case, at: datetime) -> bool:
    return found.claimed_until is not None and found.claimed_until > at


def _words(context: dict[str, Any], sent: Any) -> dict[str, Any]:
    """Clause and words as the form shows them: those sent, else the suggestion for the clause most flags name."""
    suggested = context["file"].suggested
    if sent is None:
        return {"chosen": suggested.pk if suggested else None, "clause_asked": False, "reason_asked": False}
    code = context["refused"].code if context["refused"] else ""
    number = number_of(sent, "clause")
    return {"chosen": number, "clause_asked": code == "clause", "reason_asked": code == "reason"}
