"""The author's posts for later: the list, one with its words and time, and its end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from advocates.queries.asker import origin_of
from advocates.queries.keyset import newest_first
from advocates.views.doors import member_of, program_here, proof_wanted
from cms.actions import scheduling
from cms.forms.scheduling import ScheduledForm
from cms.marks import from_html
from cms.models import Scheduled
from cms.queries.scheduled import OPEN, own_scheduled, scheduled_by, zone_of
from sitewide.errors import Refused
from sitewide.limits import limited

A_PAGE = 20


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Everything the author scheduled, newest first, with what became of it."""
    program, person = program_here(request), member_of(request)
    shown = newest_first(scheduled_by(person, program), request.GET, A_PAGE)
    context: dict[str, Any] = {"posts": shown.rows, "newer_url": shown.newer, "older_url": shown.older}
    context |= {"here": "write", "zone": zone_of(person, program)}
    return render(request, "cms/scheduled.html", context)


@login_required
@require_http_methods(["GET", "POST"])
@limited("edit")
def change(request: HttpRequest, scheduled_id: int) -> HttpResponse:
    """Its words and its time, to be changed while it is not said."""
    program, person = program_here(request), member_of(request)
    post, zone = own_scheduled(person, program, scheduled_id), zone_of(person, program)
    if request.method != "POST":
        initial = {"title": post.title, "body": from_html(post.body), "due": post.due_at}
        return _shown(request, post, ScheduledForm(zone=zone, initial=initial))
    form = ScheduledForm(request.POST, zone=zone)
    if not form.is_valid():
        return _shown(request, post, form, status=422)
    try:
        scheduling.change(
            post, title=form.title_text, body=form.body_html, due_at=form.cleaned_data["due"], actor=person,
            at=timezone.now(), origin=origin_of(request),
        )  # fmt: skip
    except Refused as refused:
        return proof_wanted(request, refused) or _shown(request, post, form, refused=refused)
    messages.success(request, _("Scheduled. Your right to post is looked at again when it is due."))
    return redirect("scheduled")


@login_required
@require_http_methods(["POST"])
@limited("edit")
def cancel(request: HttpRequest, scheduled_id: int) -> HttpResponse:
    """It is never said; it stays in the list."""
    person = member_of(request)
    scheduling.cancel(own_scheduled(person, program_here(request), scheduled_id), actor=person, at=timezone.now())
    messages.success(request, _("Cancelled: it is not said."))
    return redirect("scheduled")


def _shown(
    request: HttpRequest, post: Scheduled, form: ScheduledForm, *, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    context = {"here": "write", "post": post, "form": form, "refused": refused, "is_open": post.state in OPEN}
    return render(request, "cms/scheduled_one.html", context, status=refused.status if refused else status)
