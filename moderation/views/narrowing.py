"""The filters that a request at the desk is narrowed by; they stand in the address, and forms carry them as `view`."""

from collections.abc import Mapping

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from moderation.queries.filters import UNREAD, Filters, filters_of, narrowed_by
from moderation.queries.standing import Standing
from moderation.queries.workload import languages_read, workplace_of


def filters_here(request: HttpRequest) -> Filters:
    """As the form that was sent carries them, else as the address says."""
    said: Mapping[str, str | list[object]] = request.GET
    if request.method == "POST":
        said = QueryDict(request.POST.get("view", "")[:500])
    return filters_of(said)


def narrowed_here(filters: Filters, standing: Standing, reads: list[str]) -> Q:
    """The condition of these filters for this person, who reads these languages."""
    read = languages_read(standing.program, at=standing.at) if filters.language == UNREAD else ()
    return narrowed_by(filters, at=standing.at, person_id=standing.person.pk, reads=reads, read=read)


def narrowed_for(request: HttpRequest, standing: Standing) -> Q:
    """The condition of the request's filters."""
    place = workplace_of(standing.person, standing.program)
    return narrowed_here(filters_here(request), standing, place.languages)


def at_desk(request: HttpRequest, name: str, *args: int) -> HttpResponse:
    """Go to an address of the desk with the same filters."""
    return redirect(with_filters(reverse(name, args=args), filters_here(request)))


def with_filters(address: str, filters: Filters) -> str:
    return f"{address}?{filters.query}" if filters.number else address
