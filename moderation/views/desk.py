"""The moderator's console: the queue at the left, one case at the right."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from advocates.queries.explained import Explained, explained
from advocates.queries.keyset import number_of
from advocates.rights import RightsAnswer
from moderation.actions import blind, passing
from moderation.actions.wellness import look
from moderation.models import BlindDecision, Case
from moderation.queries.appeals import to_judge
from moderation.queries.blind import given_to
from moderation.queries.filters import Filters
from moderation.queries.queue import how_many, page_of_queue
from moderation.queries.saved_views import lines_of
from moderation.queries.standing import Standing
from moderation.queries.wellness import spared_of
from moderation.queries.workload import week_of, workplace_of
from moderation.views.doors import case_here, standing_here
from moderation.views.filtering import chips_of, choices_of
from moderation.views.narrowing import at_desk, filters_here, narrowed_here, with_filters
from moderation.views.onwards import asked_for, next_of
from moderation.views.wellness import care_of
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
    """Claim the most urgent case of the filters and go to it. `skip` passes that one over for an hour first."""
    standing = standing_here(request)
    wanted = number_of(request.POST, "skip")
    skipped = None if wanted is None else case_here(standing, wanted)
    if skipped is None and (given := _given_blind(request, standing)):
        return at_desk(request, "case", given.case_id)
    try:
        if skipped is not None:
            _pass_over(skipped, standing)
        found = next_of(request, standing)
    except Refused as refused:
        return _refused(request, standing, refused)
    if found is None:
        messages.info(request, _("Nothing else is waiting for you."))
        return at_desk(request, "desk")
    return at_desk(request, "case", found.pk)


def _given_blind(request: HttpRequest, standing: Standing) -> BlindDecision | None:
    """What comes in place of a live case: such as was asked for, and looked at as the other would be."""
    at, fitting = timezone.now(), asked_for(request, standing)
    found = blind.give(standing.program, moderator=standing.person, at=at, narrowed=fitting)
    if found is not None:
        look(found.case, person=standing.person, at=at)
    return found


def _pass_over(found: Case, standing: Standing) -> None:
    if given := given_to(standing, found.pk):
        blind.put_aside(given, moderator=standing.person, at=timezone.now())
    else:
        passing.skip(found, moderator=standing.person, at=timezone.now())


def console(request: HttpRequest, standing: Standing) -> dict[str, Any]:
    """What the frame of the console shows: the queue, how many wait, and why nothing can be decided at the moment."""
    filters, place = filters_here(request), workplace_of(standing.person, standing.program)
    narrowed = narrowed_here(filters, standing, place.languages)
    page = page_of_queue(standing, key=request.GET.get("after", ""), narrowed=narrowed)
    number, more = how_many(standing, narrowed)
    here = request.path if request.method == "GET" else reverse("desk")
    newer = with_filters(here, filters)
    care = care_of(request, standing)
    return {
        "here": "desk",
        "standing": standing,
        "queue": page.cases,
        "older_url": f"{newer}{'&' if filters.number else '?'}after={page.older}" if page.older else "",
        "newer_url": newer if request.GET.get("after") else "",
        "waiting": f"{number}+" if more else number,
        "appeals_waiting": to_judge(standing).order_by()[:100].count(),
        "stopped": first_failed(standing.refusal()),
        "now": standing.at,
        "care": care,
        "spared": spared_of(page.cases, care.setting, at=standing.at),
        "week": None if standing.is_staff else week_of(standing.person, standing.program, at=standing.at),
        **_narrowing(standing, filters, place.languages),
    }


def _narrowing(standing: Standing, filters: Filters, reads: list[str]) -> dict[str, Any]:
    """The filters that are set, what they can be set to, and the saved views with how many wait in each."""
    lines = lines_of(standing, lambda wanted: narrowed_here(wanted, standing, reads))
    return {
        "filters": filters, "kept": f"?{filters.query}" if filters.number else "", "reads": reads,
        "views": lines, "named": any(line.filters == filters for line in lines),
        "choices": choices_of(standing, filters, reads), "chips": chips_of(standing, filters),
    }  # fmt: skip


def _refused(request: HttpRequest, standing: Standing, refused: Refused) -> HttpResponse:
    answer = render(
        request, "moderation/desk.html", console(request, standing) | {"refused": refused}, status=refused.status
    )
    answer["HX-Push-Url"] = with_filters(reverse("desk"), filters_here(request))
    return answer


def first_failed(answer: RightsAnswer | None) -> Explained | None:
    """The first check of a refusal that keeps the person from deciding, with what they can do about it."""
    return next((check for check in explained(answer) if check.outcome == "failed"), None) if answer else None
