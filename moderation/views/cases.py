"""One case: read, claimed, kept, given back, decided."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.queries.asker import origin_of
from advocates.queries.keyset import number_of
from advocates.views.doors import proof_wanted
from moderation.actions import cases, decisions
from moderation.actions.wellness import look
from moderation.acts import DONE
from moderation.forms import DecisionForm
from moderation.models import Act, Case, Decision
from moderation.queries.blind import given_to
from moderation.queries.case_file import file_of
from moderation.queries.clauses import clauses_of
from moderation.queries.offered import offered_to
from moderation.queries.standing import Standing
from moderation.queries.wellness import is_covered
from moderation.views import blind
from moderation.views.about_person import about_person
from moderation.views.desk import console, first_failed
from moderation.views.doors import case_here, standing_here
from moderation.views.narrowing import at_desk, filters_here, with_filters
from moderation.views.onwards import onwards
from moderation.views.scenarios import own_words, playbook_of
from moderation.views.thread import passing_of
from sitewide.errors import Invalid, Refused
from sitewide.limits import count
from sitewide.middleware import wants_part


@login_required
@require_safe
def case(request: HttpRequest, case_id: int) -> HttpResponse:
    standing = standing_here(request)
    return shown(request, standing, case_here(standing, case_id))


@login_required
@require_POST
def claim(request: HttpRequest, case_id: int) -> HttpResponse:
    standing = standing_here(request)
    found = case_here(standing, case_id)
    try:
        cases.claim(found, moderator=standing.person, at=timezone.now())
    except Refused as refused:
        return shown(request, standing, found, refused=refused)
    look(found, person=standing.person, at=timezone.now())
    return at_desk(request, "case", case_id)


@login_required
@require_POST
def release(request: HttpRequest, case_id: int) -> HttpResponse:
    """Give it back. A browser that leaves the page sends the end of the claim as it was shown there: only that one ends."""
    standing = standing_here(request)
    lease = _moment(request.POST["lease"]) if "lease" in request.POST else None
    cases.release(case_here(standing, case_id), moderator=standing.person, at=timezone.now(), lease=lease)
    return at_desk(request, "desk")


def _moment(sent: str) -> datetime:
    """Refuses (422) what is no moment."""
    try:
        moment = parse_datetime(sent)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(_("We could not read which claim to give back."), code="lease")
    return moment


@login_required
@require_POST
def extend(request: HttpRequest, case_id: int) -> HttpResponse:
    """Keep the claim alive while the moderator works; a script asks for this and gets the new clock."""
    standing = standing_here(request)
    if given := given_to(standing, case_id):
        return blind.kept(request, standing, given)
    found = case_here(standing, case_id)
    try:
        found = cases.extend(found, moderator=standing.person, at=timezone.now())
    except Refused as refused:
        return shown(request, standing, found, refused=refused)
    if wants_part(request):
        return render(request, "moderation/partials/lease.html", {"case": found})
    return at_desk(request, "case", case_id)


@login_required
@require_POST
def decide(request: HttpRequest, case_id: int) -> HttpResponse:
    """Decide; a refusal shows the case as it stands now, with what was written."""
    standing = standing_here(request)
    if given := given_to(standing, case_id):
        return blind.answered(request, standing, given)
    found = case_here(standing, case_id)
    form = DecisionForm(request.POST, clauses=clauses_of(standing.program, at=timezone.now()))
    if not form.is_valid():
        refused = Invalid(_("We could not read that decision. Choose an act and try again."), code="form")
        return shown(request, standing, found, refused=refused, sent=request.POST)
    try:
        count(request, "decide")
        about: dict[str, Any] = {"moderator": standing.person, "at": timezone.now(), "origin": origin_of(request)}
        decision = decisions.decide(found, **about, **own_words(found, form.cleaned_data))
    except Refused as refusal:
        return proof_wanted(request, refusal) or shown(request, standing, found, refused=refusal, sent=request.POST)
    messages.success(request, str(DONE[decision.act]))
    return onwards(request, standing)


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
        return shown(request, standing, found, refused=refused)
    messages.success(request, _("Another case is open for this message. Somebody else decides on it."))
    return redirect("desk")


def shown(
    request: HttpRequest, standing: Standing, found: Case, *, refused: Refused | None = None, sent: Any = None
) -> HttpResponse:
    """The case with the queue beside it. After a refusal it is read afresh and keeps what was sent.

    One that was given blind is shown as such, whichever way led here, and without the refusals that tell of its decision.
    """
    if given := given_to(standing, found.pk):
        unread = refused if isinstance(refused, Invalid) else None
        return blind.shown(request, standing, given, refused=unread, sent=sent)
    if refused:
        found = case_here(standing, found.pk)
    context = console(request, standing) | {"refused": refused, "sent": sent or {}}
    if is_covered(found, context["care"].setting, at=standing.at):
        context |= _covered(found, standing)
    else:
        context |= _read(found, standing) | passing_of(request, found, standing)
        context |= _words(context, sent)
        context |= playbook_of(request, standing, context)
        context |= about_person(request, context)
    answer = render(request, "moderation/case.html", context, status=refused.status if refused else 200)
    answer["HX-Push-Url"] = with_filters(reverse("case", args=[found.pk]), filters_here(request))
    return answer


def _covered(found: Case, standing: Standing) -> dict[str, Any]:
    """Which case it is, and nothing of what it says."""
    mine = found.claimed_by_id == standing.person.pk
    return {"case": found, "covered": True, "mine": mine, "file": {"message": found.message}}


def _read(found: Case, standing: Standing) -> dict[str, Any]:
    file = file_of(found, standing)
    mine = found.claimed_by_id == standing.person.pk and found.state == Case.State.OPEN
    others = found.claimed_by_id is not None and not mine and _runs(found, standing.at)
    decision = Decision.objects.filter(case=found).exclude(act=Act.ESCALATE).select_related("clause").first()
    note = Decision.objects.filter(case=found, act=Act.ESCALATE).first()
    offered = offered_to(standing, found)
    return {
        "case": found, "file": file, "mine": mine, "others": others, "decision": decision, "handed_on": note,
        "read_at": standing.at.isoformat(), "offered": offered, "barred": first_failed(offered.refusal),
        "may_claim": standing.is_staff or standing.answer(found.path).allowed,
        "main_options": [option for option in offered.options if option.act != Act.ESCALATE],
        "escalate": next((option for option in offered.options if option.act == Act.ESCALATE), None),
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
