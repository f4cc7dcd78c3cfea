"""The moderator's console: the queue at the left, one case at the right."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.queries.explained import Explained, explained
from advocates.queries.keyset import number_of
from moderation.actions import blind, cases
from moderation.queries.appeals import to_judge
from moderation.queries.queue import how_many, page_of_queue
from moderation.queries.standing import Standing
from moderation.views.doors import case_here, standing_here
from sitewide.errors import Refused


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The queue, and where to begin."""
    standing = standing_here(request)
    return render(request, "moderation/desk.html", console(request, standing))


@login_required
@require_POST
def next_case(request: HttpRequest) -> HttpResponse:
    """Claim the most urgent case and go to it. `skip` gives that one back and takes the next after it."""
    standing = standing_here(request)
    wanted = number_of(request.POST, "skip")
    skip = None if wanted is None else case_here(standing, wanted)
    if skip is None and (given := blind.give(standing.program, moderator=standing.person, at=timezone.now())):
        return redirect("case", given.case_id)
    try:
        found = cases.claim_next(standing.program, moderator=standing.person, at=timezone.now(), skip=skip)
    except Refused as refused:
        context = console(request, standing) | {"refused": refused}
        answer = render(request, "moderation/desk.html", context, status=refused.status)
        answer["HX-Push-Url"] = reverse("desk")
        return answer
    if found is None:
        messages.info(request, _("Nothing else is waiting for you."))
        return redirect("desk")
    return redirect("case", found.pk)


def console(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """What the frame of the console shows: the queue, how many wait, and why nothing can be decided at the moment."""
    page = page_of_queue(standing, key=request.GET.get("after", ""))
    number, more = how_many(standing)
    here = request.path if request.method == "GET" else reverse("desk")
    return {
        "here": "desk",
        "standing": standing,
        "queue": page.cases,
        "older_url": f"{here}?after={page.older}" if page.older else "",
        "newer_url": here if request.GET.get("after") else "",
        "waiting": f"{number}+" if more else number,
        "appeals_waiting": to_judge(standing).order_by()[:100].count(),
        "stopped": _stopped(standing),
        "now": standing.at,
    }


def _stopped(standing: Standing) -> Explained | None:
    """The first check that keeps the person from deciding anything, with what they can do about it."""
    answer = standing.refusal()
    return next((check for check in explained(answer) if check.outcome == "failed"), None) if answer else None
