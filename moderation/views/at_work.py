"""Who works on what, and how much: for the program's managers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.queries.keyset import number_of
from moderation.actions import caps, passing
from moderation.queries.at_work import at_work, handed
from moderation.queries.filters import Filters
from moderation.queries.queue import how_many, visible
from moderation.queries.standing import Standing
from moderation.queries.wellness import with_a_limit
from moderation.queries.workload import cap_of, languages_read, loads_of
from moderation.views.doors import standing_here
from moderation.views.narrowing import narrowed_here
from sitewide.errors import Forbidden, Invalid, NotFound, Refused


@login_required
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """The claims with their clocks, what was handed over, and the load of each; a script asks again now and then."""
    return _shown(request, _staff_here(request))


@login_required
@require_POST
def take_back(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a case out of the hands that hold it, with a reason; also one that the manager may not decide themselves, but not
    one on their own message, which is not there for them."""
    standing = _staff_here(request)
    found = visible(standing).exclude(message__author=standing.person).filter(pk=case_id).first()
    if found is None:
        raise NotFound(_("There is no such case."))
    try:
        passing.take_back(found, manager=standing.person, reason=request.POST.get("reason", ""), at=timezone.now())
    except Refused as refused:
        return _shown(request, standing, refused=refused)
    messages.success(request, _("Taken back. It waits for everybody again."))
    return redirect("work")


@login_required
@require_POST
def set_cap(request: HttpRequest) -> HttpResponse:
    """The most decisions of one moderator in seven days."""
    standing = _staff_here(request)
    try:
        cap = number_of(request.POST, "cap")
        if cap is None:
            raise Invalid(_("Write the cap as a whole number."), code="cap")
        caps.set_weekly_cap(standing.program, cap=cap, actor=standing.person, at=timezone.now())
    except Refused as refused:
        return _shown(request, standing, refused=refused)
    messages.success(request, _("The cap is set. It holds from the next claim on."))
    return redirect("work")


def _staff_here(request: HttpRequest) -> Standing:
    standing = standing_here(request)
    if not standing.is_staff:
        raise Forbidden(_("Only the program's managers see who works on what."), code="not_a_manager")
    return standing


def _shown(request: HttpRequest, standing: Standing, refused: Refused | None = None) -> HttpResponse:
    status = refused.status if refused else 200
    context = _read(request, standing) | {
        "here": "desk",
        "standing": standing,
        "refused": refused,
        "sent": request.POST,
    }
    return render(request, "moderation/at_work.html", context, status=status)


def _read(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    program, at = standing.program, standing.at
    page = at_work(program, key=request.GET.get("after", ""), but=standing.person)
    read = languages_read(program, at=at)
    number, more = how_many(standing, narrowed_here(Filters(language="unread"), standing, [])) if read else (0, False)
    loads = loads_of(program, at=at)
    return {
        "claims": page.cases, "older_url": f"?after={page.older}" if page.older else "",
        "newer_url": "?" if request.GET.get("after") else "", "handed": handed(program, at=at, but=standing.person),
        "now": at, "loads": loads, "limited": with_a_limit(load.person.pk for load in loads), "cap": cap_of(program),
        "read": read, "unread": f"{number}+" if more else number,
    }  # fmt: skip
