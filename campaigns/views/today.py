"""The portal's first page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advocates.queries.asker import facts_of_request, manages_here
from advocates.views.doors import member_of, program_here
from campaigns.queries.today import today_of


@login_required
@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """What needs me now, what may I do, what did my work lead to; for somebody not enrolled, how to join."""
    program_here(request)
    facts = facts_of_request(request)
    assert facts is not None, "a signed-in person in a program has facts"
    today = today_of(member_of(request), facts, manages=manages_here(request))
    return render(request, "campaigns/today.html", {"today": today, "here": "today"})
