"""How points are earned, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advocates.views.doors import program_here
from campaigns.queries.explained import explained
from campaigns.queries.rules import latest_change, rules_of
from sitewide.limits import limited


@require_safe
@limited("register")
def earning(request: HttpRequest) -> HttpResponse:
    """Each rule in words with examples, since when it holds, and what becomes of points."""
    program = program_here(request)
    rules = explained(rules_of(program))
    context = {"program": program, "rules": rules, "changed": latest_change(program)}
    return render(request, "campaigns/earning.html", context)
