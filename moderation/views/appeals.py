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
    context = {"here": "desk", "appeals": list(to_judge(standing)[:PAGE]), "now": standing.at}
    return render(request, "moderation/appeals.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, appeal_id: int) -> HttpResponse:
    """Read one and decide it; a refusal keeps what was written."""
    standing = standing_here(request)
    found = appeal_here(standing, appeal_id)
    form, refused = JudgementForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
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
    status = refused.status if refused else 422 if form.errors else 200
    unmasking = found.unmaskings.filter(by=standing.person).select_related("person").first()
    context = (
        _read(found) | {"unmasking": unmasking} | {"form": form, "refused": refused, "here": "desk", "now": standing.at}
    )
    return render(request, "moderation/appeal.html", context, status=status)


def _read(found: Appeal) -> dict[str, Any]:
    case = found.decision.case
    return {
        "appeal": found,
        "turns": turns_of(found),
        "decision": found.decision,
        "message": case.message,
        "decider": name_of(case.program_id, found.decision.by_id),
        "sealed": reveal(text_of(found.sealed_title, found.sealed_body)),
    }
