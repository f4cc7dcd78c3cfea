"""Why can't I ...?"""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from advocates.forms.rights import WhyForm
from advocates.queries.asker import facts_of_request
from advocates.queries.explained import explained
from advocates.queries.places import places_of
from advocates.rights import Place, answer
from advocates.rights.words import LABELS
from advocates.views.doors import program_here


@login_required
@require_safe
def why(request: HttpRequest) -> HttpResponse:
    """Every check of the rule of rights for oneself, for a right and a page, and what to do about it."""
    program = program_here(request)
    form = WhyForm(request.GET or None, pages=places_of(program))
    context = {"form": form, "here": "rights"}
    facts = facts_of_request(request)
    if facts and form.is_valid():
        right, page = form.cleaned_data["right"], form.cleaned_data["page"]
        found = answer(facts, right, Place.on(page, program))
        context |= {"answer": found, "checks": explained(found), "label": LABELS[right], "page_asked": page}
    return render(request, "advocates/rights/why.html", context)
