"""Appeals on the desk: somebody else's decision, with the sealed original."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.queries.asker import origin_of
from advocates.views.doors import proof_wanted
from moderation.actions import appeals as actions
from moderation.forms import JudgementForm
from moderation.models import Appeal
from moderation.queries.appeals import PAGE, to_judge, turns_of
from moderation.queries.pseudonyms import name_of
from moderation.queries.standing import Standing
from moderation.queries.strikes import resting_on
from moderation.shown import text_of
from moderation.views.doors import appeal_here, standing_here
from sitewide.errors import Refused
from sitewide.limits import count
from sitewide.revealing import reveal


@login_required
@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """Those that this person may decide, what is due first on top; the first twenty at a time."""
    standing = standing_here(request)
    context = {"here": "desk", "standing": standing, "appeals": list(to_judge(standing)[:PAGE]), "now": standing.at}
    return render(request, "moderation/appeals.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Read one and decide it; a refusal keeps what was written."""
    standing = standing_here(request)
    found = appeal_here(standing, appeal_id)
    if request.method != "POST":
        return shown(request, standing, found, JudgementForm())
    form, refused = JudgementForm(request.POST), None
    if form.is_valid():
        try:
            count(request, "decide")
            actions.decide(
                found, judge=standing.person, at=timezone.now(), origin=origin_of(request), **form.cleaned_data
            )
            messages.success(request, _("Decided. The author is told."))
            return redirect("appeals")
        except Refused as refusal:
            if way := proof_wanted(request, refusal):
                return way
            refused = refusal
            found = appeal_here(standing, appeal_id)
    return shown(request, standing, found, form, status=refused.status if refused else 422, refused=refused)


def shown(
    request: HttpRequest, standing: Standing, found: Appeal, form: JudgementForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The appeal's page. `more` is what was `refused`: the judgement, or with `turn` and `turn_refused` a line to the author."""
    unmasking = found.unmaskings.filter(by=standing.person).select_related("person").first()
    context = _read(found, standing) | {"unmasking": unmasking, "form": form, "here": "desk", "now": standing.at}
    return render(request, "moderation/appeal.html", context | more, status=status)


def _read(found: Appeal, standing: Standing) -> dict[str, Any]:
    case = found.decision.case
    return {
        "appeal": found,
        "turns": turns_of(found),
        "resting": resting_on(found.decision, standing.at) if found.state == Appeal.State.OPEN else [],
        "decision": found.decision,
        "message": case.message,
        "decider": name_of(case.program_id, found.decision.by_id),
        "sealed": reveal(text_of(found.sealed_title, found.sealed_body)),
    }
