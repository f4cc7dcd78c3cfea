"""My quality: what a person who decides may know of how they do it. Nobody else sees it but the managers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from advocates.views.doors import member_of, program_here
from moderation.queries.pseudonyms import name_of
from moderation.queries.quality import DAYS, quality_of
from moderation.queries.standing import standing_of


@login_required
@require_safe
def my_quality(request: HttpRequest) -> HttpResponse:
    """Agreement, known cases, overturned decisions and workload of half a year."""
    person, program, at = member_of(request), program_here(request), timezone.now()
    context = {
        "here": "desk", "quality": quality_of(person, program, at=at), "days": DAYS,
        "pseudonym": name_of(program.pk, person.pk), "standing": standing_of(person, program, at=at),
    }  # fmt: skip
    return render(request, "moderation/my_quality.html", context)
