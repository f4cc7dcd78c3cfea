"""A case that is given blind amid live work: it looks like any other, and what is decided on it has no effect."""

from copy import copy
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.queries.keyset import number_of
from moderation.actions import blind as actions
from moderation.actions.cases import LEASE
from moderation.acts import options_for
from moderation.forms import DecisionForm
from moderation.models import Act, BlindDecision, Case, GoldCase
from moderation.queries.blind import as_it_was, known_copy, live_decision
from moderation.queries.case_file import file_of
from moderation.queries.clauses import clauses_of
from moderation.queries.standing import Standing
from moderation.views.desk import console
from moderation.views.scenarios import playbook_of
from moderation.views.thread import passing_of
from sitewide.errors import Invalid, Refused
from sitewide.limits import count
from sitewide.middleware import wants_part


def shown(
    request: HttpRequest, standing: Standing, blind: BlindDecision, *, refused: Refused | None = None, sent: Any = None
) -> HttpResponse:
    """The case as it was before anybody decided, in the console, with all that a live one has but what was said about it."""
    gold = GoldCase.objects.filter(case=blind.case_id).first() if blind.kind == BlindDecision.Kind.GOLD else None
    alike = _as_if_new(as_live(blind.case, standing, gold=gold), standing)
    context = _with(console(request, standing), alike) | in_console(alike, standing, gold=gold)
    context |= {"refused": refused, "sent": sent or {}} | words_of(refused, sent)
    if sent is None and context["file"].suggested:
        context["chosen"] = context["file"].suggested.pk
    context |= passing_of(request, alike, standing) | {"thread": [], "question": None, "may_answer": False}
    context |= playbook_of(request, standing, context)
    answer = render(request, "moderation/case.html", context, status=refused.status if refused else 200)
    answer["HX-Push-Url"] = reverse("case", args=[blind.case_id])
    return answer


def answered(request: HttpRequest, standing: Standing, blind: BlindDecision) -> HttpResponse:
    """Keep the answer; then tell that it had no effect, and for a known case what was right."""
    try:
        count(request, "decide")
        found = decided(request, standing)
        actions.decide(blind, moderator=standing.person, at=timezone.now(), **found)
    except Refused as refused:
        return shown(request, standing, blind, refused=refused, sent=request.POST)
    if blind.kind == BlindDecision.Kind.GOLD:
        messages.info(request, _revealed(blind))
        return redirect("my_quality")
    messages.info(request, _("Thank you. This was a blind second review: what you decided has no effect."))
    return redirect("desk")


def kept(request: HttpRequest, standing: Standing, blind: BlindDecision) -> HttpResponse:
    """The clock of a case in hand; what is given blind is lost by nobody who takes longer."""
    if wants_part(request):
        return render(request, "moderation/partials/lease.html", {"case": as_live(blind.case, standing)})
    return redirect("case", blind.case_id)


def decided(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """Act, clause and words, as the desk reads a decision. Refuses (422) what cannot be read."""
    form = DecisionForm(request.POST, clauses=clauses_of(standing.program, at=timezone.now()))
    if not form.is_valid():
        raise Invalid(_("We could not read that decision. Choose an act and try again."), code="form")
    return {name: form.cleaned_data[name] for name in ("act", "clause", "reason")}


def as_live(case: Case, standing: Standing, *, gold: GoldCase | None = None) -> Case:
    """A copy of the case as if it were open and claimed by the person now; nobody may save it."""
    alike = copy(case)
    alike.message = known_copy(case, gold) if gold else as_it_was(case, live_decision(case))
    alike.state, alike.escalated, alike.closed_at = Case.State.OPEN, False, None
    alike.claimed_by, alike.claimed_until = standing.person, standing.at + LEASE
    return alike


def _with(context: dict[str, Any], alike: Case) -> dict[str, Any]:
    """The frame of the console with this case in the queue too, where one that is in hand stands."""
    queue = sorted([*context["queue"], alike], key=_place)
    number = context["waiting"]
    return context | {"queue": queue, "waiting": number + 1 if isinstance(number, int) else number}


def _place(case: Case) -> tuple[int, datetime, int]:
    return -case.urgency, case.due_at, case.pk


def _as_if_new(alike: Case, standing: Standing) -> Case:
    """With half of the promised time still to come, so that it can be put off as most live ones can; nobody may save it."""
    half = (alike.due_at - alike.opened_at) / 2
    alike.opened_at, alike.due_at = standing.at - half, standing.at + half
    return alike


def in_console(alike: Case, standing: Standing, *, gold: GoldCase | None = None) -> dict[str, Any]:
    """What the case's page shows; of the author's history nothing since the decision, which would tell it."""
    file = replace(file_of(alike, standing), conduct=None)
    decision = live_decision(alike)
    if gold is not None:
        file = replace(file, edits=[], sealed=True)
    if decision is not None:
        before = [one for one in file.history.decisions if one.at < decision.at]
        against = sum(one.is_against and one.overturned_at is None for one in before)
        file = replace(file, history=replace(file.history, decisions=before, against=against))
    options = options_for(alike.message, escalated=False)
    return {
        "case": alike, "file": file, "mine": True, "others": False, "decision": None, "handed_on": None,
        "read_at": standing.at.isoformat(), "stops": [], "may_override": False, "tripped": False,
        "main_options": [option for option in options if option.act != Act.ESCALATE],
        "escalate": next((option for option in options if option.act == Act.ESCALATE), None),
    }  # fmt: skip


def words_of(refused: Refused | None, sent: Any) -> dict[str, Any]:
    """Clause and words that were sent and refused; at first no rule is chosen."""
    code = refused.code if refused else ""
    chosen = number_of(sent, "clause") if sent is not None else None
    return {"chosen": chosen, "clause_asked": code == "clause", "reason_asked": code == "reason"}


def _revealed(blind: BlindDecision) -> str:
    gold = GoldCase.objects.select_related("clause").get(case=blind.case_id)
    told = {"act": gold.get_act_display(), "why": gold.why}
    return _("This was a case with a known answer; nothing happened to the message. Right was: %(act)s. %(why)s") % told
