"""The calendar of campaigns for other programs: a secret address, made and ended by its reader."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from advocates.queries import address_of, is_enrolled, manages
from advocates.views.doors import member_of, program_here
from campaigns.actions.campaigns import end_feed, make_feed
from campaigns.icalendar import Event, calendar_of
from campaigns.models import Campaign
from campaigns.queries.campaigns.feeds import feed_of, listed_in
from campaigns.views.campaigns.portal import listing
from sitewide.errors import NotFound, Refused
from sitewide.limits import limited


@login_required
@never_cache
@require_POST
@limited("calendar")
def make(request: HttpRequest) -> HttpResponse:
    """Make the address anew; it stands on this answer and nowhere else."""
    program, reader = program_here(request), member_of(request)
    try:
        secret = make_feed(program, actor=reader, at=timezone.now())
    except Refused as refused:
        context = listing(program, reader, request) | {"refused": refused}
        return render(request, "campaigns/campaigns/portal.html", context, status=refused.status)
    address = f"{address_of(program)}/go/campaigns/{secret}.ics"
    return render(request, "campaigns/campaigns/portal.html", listing(program, reader, request) | {"address": address})


@login_required
@require_POST
@limited("calendar")
def end(request: HttpRequest) -> HttpResponse:
    end_feed(program_here(request), actor=member_of(request), at=timezone.now())
    messages.success(request, _("The address of the calendar is void: nobody reads it any more."))
    return redirect("campaigns")


@require_safe
@never_cache
@limited("register")
def ics(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar behind a secret address, for as long as its reader takes part; 404 for every other one."""
    program, now = program_here(request), timezone.now()
    feed = feed_of(program, secret)
    staff = feed is not None and manages(feed.member, program)
    if feed is None or not (staff or is_enrolled(feed.member, program, now)):
        raise NotFound(_("There is no calendar at this address."))
    home = address_of(program)
    events = [_event(one, home) for one in listed_in(program, now, drafts=staff)]
    told = calendar_of(_("Campaigns of %(program)s") % {"program": program}, events, at=now)
    return HttpResponse(told, content_type="text/calendar; charset=utf-8")


def _event(campaign: Campaign, home: str) -> Event:
    draft = campaign.state == Campaign.State.DRAFT
    path = f"/admin/campaigns/all/edit/{campaign.pk}/" if draft else f"/portal/campaigns/{campaign.pk}/"
    return Event(
        uid=f"campaign-{campaign.pk}@{home.partition('//')[2]}", summary=campaign.name, description=campaign.summary,
        url=f"{home}{path}", starts_at=campaign.starts_at, ends_at=campaign.ends_at, tentative=draft,
    )  # fmt: skip
