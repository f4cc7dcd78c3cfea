"""The public log of decisions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.queries.keyset import number_of
from advocates.views.doors import program_here
from moderation.models import Act
from moderation.queries.log import entry_of, figures_of, page_of_log
from moderation.queries.transparency import agreement_published
from sitewide.errors import NotFound

SHOWN_ACTS = [act for act in Act if act != Act.ESCALATE]


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """What was moderated and why, newest first; `act` narrows it, `before` is the key of the page."""
    program, before, act = program_here(request), request.GET.get("before", ""), request.GET.get("act", "")
    act = act if act in SHOWN_ACTS else ""
    page = page_of_log(program, act=act, before=number_of(request.GET, "before"))
    narrowed = f"&act={act}" if act else ""
    context = {
        "entries": page.entries,
        "figures": figures_of(program, at=timezone.now()),
        "agreement": agreement_published(program),
        "acts": SHOWN_ACTS,
        "act": act,
        "older_url": f"?before={page.older}{narrowed}" if page.older else "",
        "newer_url": f"{request.path}?act={act}" if before else "",
    }
    return render(request, "moderation/log.html", context)


@require_safe
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """One decision with the clause it cites, and what became of it."""
    entry = entry_of(program_here(request), decision_id)
    if entry is None:
        raise NotFound(_("There is no such decision."))
    own = request.user.is_authenticated and entry.decision.case.message.author_id == request.user.pk
    return render(request, "moderation/log_entry.html", {"entry": entry, "own": own})
