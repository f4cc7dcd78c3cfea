"""Leaving the program by one's own button."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from advocates.actions import enrolments
from advocates.models import Grant
from advocates.queries.enrolments import active_enrolment
from advocates.views.doors import member_of, program_here
from sitewide.limits import limited


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@limited("leave")
def leave_program(request: HttpRequest) -> HttpResponse:
    """Says what ends, then ends the enrolment with every right in it."""
    program, person, at = program_here(request), member_of(request), timezone.now()
    enrolment = active_enrolment(person, program, at)
    if request.method == "POST" and enrolment is not None:
        enrolments.leave(enrolment, actor=person, at=at)
        messages.success(request, _("You have left the program. Every right you had is handed back."))
        return redirect("join")
    open_grants = Grant.objects.filter(program=program, advocate=person, state__in=Grant.OPEN)
    context = {"enrolment": enrolment, "grants": open_grants.select_related("scope"), "here": "profile"}
    return render(request, "advocates/joining/leave.html", context)
