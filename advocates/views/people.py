"""Who speaks for the brand: the list, and one person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.queries.connections import disclosure_of
from advocates.queries.honours import honours_of
from advocates.queries.keyset import newest_first
from advocates.queries.people import (
    done_in_public,
    holders,
    known_people,
    latest_of,
    person_of,
    terms_of,
    with_live_grants,
)
from advocates.queries.register import grants_of, lines
from advocates.views.doors import program_here
from sitewide.errors import NotFound

PEOPLE, GRANTS = 24, 25


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Those who hold a live right; with `?all=1` also those who held one, and those who are or were enrolled."""
    program, at = program_here(request), timezone.now()
    everybody = request.GET.get("all") == "1"
    asked = known_people(program, at=at) if everybody else holders(program, at=at)
    shown = newest_first(with_live_grants(asked, program, at=at), request.GET, PEOPLE)
    context = {
        "people": shown.rows, "everybody": everybody,
        "newer_url": shown.newer, "older_url": shown.older,
    }  # fmt: skip
    return render(request, "advocates/people/people.html", context)


@require_safe
def person(request: HttpRequest, handle: str) -> HttpResponse:
    """Who this is, what they may do, what they get for it, and what they have done."""
    program, at = program_here(request), timezone.now()
    found = person_of(program, handle, at=at)
    if found is None:
        raise NotFound(_("Nobody of this name speaks or spoke for the brand."))
    if found.address != handle:
        return redirect(found)
    grants = lines(list(grants_of(program, at=at, person=found).order_by("-pk")[:GRANTS]), at)
    terms = terms_of(found, program, at=at)
    context = {
        "person": found, "term": terms[0] if terms else None, "earlier": terms[1:],
        "done": done_in_public(found, program, at), "latest": latest_of(found, program),
        "honours": honours_of(program, found),
        "disclosure": disclosure_of(found, program).long,
        "live": [line for line in grants if line.state in ("live", "suspended")],
        "other": [line for line in grants if line.state not in ("live", "suspended")],
    }  # fmt: skip
    return render(request, "advocates/people/person.html", context)
