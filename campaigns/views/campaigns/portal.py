"""The campaigns that are open to the program's advocates: as cards, as a month, and one with its brief."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from advocates.models import Program
from advocates.queries.asker import facts_of_request, manages_here
from advocates.views.doors import member_of, program_here
from campaigns.curves import curves_of
from campaigns.drawing import line_of
from campaigns.models import BriefPoint, CalendarFeed, Campaign
from campaigns.month import first_of, month_of, span_of
from campaigns.queries.campaigns.progress import progress_of
from campaigns.queries.campaigns.shown import (
    asks,
    between,
    open_campaigns,
    phase_of,
    public_campaigns,
    public_notes,
    valid_facts,
)
from campaigns.queries.missions.course import course_of_campaign, missions_of
from sitewide.errors import NotFound


def takes_part(request: HttpRequest) -> bool:
    """Whether campaigns are for whoever asks: an advocate whose term runs, or a manager."""
    facts = facts_of_request(request)
    return facts is not None and (facts.term is not None or manages_here(request))


def listing(program: Program, reader: User, request: HttpRequest) -> dict[str, Any]:
    """What the page of campaigns shows; the same whether a calendar address was just made or not."""
    now = timezone.now()
    today = now.astimezone(program.zone).date()
    first = first_of(request.GET.get("month", ""), today)
    shown = takes_part(request)
    rows = list(between(program, *span_of(first, program.zone), drafts=False)) if shown else []
    running = (
        [(one, phase_of(one, now), asks(one, reader, now)) for one in open_campaigns(program, now)] if shown else []
    )
    return {
        "here": "campaigns", "running": running, "takes_part": shown,
        "month": month_of(first, rows, today=today, zone=program.zone, name=program.slug),
        "has_feed": CalendarFeed.objects.filter(program=program, member=reader).exists(),
    }  # fmt: skip


@login_required
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    program, reader = program_here(request), member_of(request)
    return render(request, "campaigns/campaigns/portal.html", listing(program, reader, request))


@login_required
@require_safe
def campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The brief of one campaign, for those whom it may ask. Nobody else may know of it (404)."""
    program, reader, now = program_here(request), member_of(request), timezone.now()
    found = public_campaigns(program).filter(pk=campaign_id).first() if takes_part(request) else None
    if found is None:
        raise NotFound(_("There is no such campaign."))
    points, progress, course = list(found.points.all()), progress_of(found, now), course_of_campaign(found, now)
    context = {
        "here": "campaigns", "campaign": found, "phase": phase_of(found, now), "asked": asks(found, reader, now),
        "facts": valid_facts(found, now), "dos": [one for one in points if one.kind == BriefPoint.Kind.DO],
        "donts": [one for one in points if one.kind == BriefPoint.Kind.DONT], "notes": public_notes(found),
        "pictures": found.pictures.select_related("image"), "review": getattr(found, "review", None),
        "progress": progress, "chart": _chart(found, progress),
        "curves": curves_of(course) if course else None, "missions": missions_of(found),
    }  # fmt: skip
    return render(request, "campaigns/campaigns/one.html", context)


def _chart(found: Campaign, progress: Any) -> Any:
    zone, series = found.program.zone, progress.series
    return line_of(
        [(point.on, point.value) for point in series], baseline=found.goal.baseline, target=found.goal.target,
        first=series[0].on, last=max(series[-1].on, found.ends_at.astimezone(zone).date()),
        begun=found.starts_at.astimezone(zone).date(),
    )  # fmt: skip
