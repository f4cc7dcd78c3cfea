"""The public register: as a page, as JSON and as an Atom feed, with the same filters."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.forms.register import RegisterForm
from advocates.models import Grant, Program, Right
from advocates.queries.keyset import Slice, newest_first
from advocates.queries.people import known_people
from advocates.queries.places import pages_of
from advocates.queries.register import Line, Shown, grants_of, history_of, lines, passed_on_from, shown_state, uses_of
from advocates.queries.usage import public_uses, weeks_of
from advocates.rights.words import label_of, meaning_of
from advocates.views.doors import program_here
from sitewide.errors import Invalid, NotFound
from sitewide.limits import limited

LINES, USES, IN_JSON, IN_FEED = 25, 20, 100, 50


def form_of(request: HttpRequest, program: Program, at: datetime) -> RegisterForm:
    return RegisterForm(request.GET, pages=pages_of(program), people=known_people(program, at=at))


def must_be_known(form: RegisterForm) -> None:
    """Refuses (422) filters that name nothing, where there is no form to say so in."""
    if not form.is_valid():
        raise Invalid(
            " ".join(str(error) for errors in form.errors.values() for error in errors), code="unknown_filter"
        )


def asked_of(form: RegisterForm, program: Program, at: datetime) -> QuerySet[Grant]:
    """The grants that the filters name; none where a filter names nothing."""
    if not form.is_valid():
        return Grant.objects.none()
    return grants_of(program, at=at, **form.cleaned_data)


@require_safe
@limited("register")
def register(request: HttpRequest) -> HttpResponse:
    program, at = program_here(request), timezone.now()
    form = form_of(request, program, at)
    shown = newest_first(asked_of(form, program, at), request.GET, LINES)
    filters = request.GET.copy()
    for name in ("before", "after"):
        filters.pop(name, None)
    context = {
        "form": form, "lines": lines(shown.rows, at), "newer_url": shown.newer, "older_url": shown.older,
        "filters": f"?{filters.urlencode()}" if filters else "", "filtered": any(filters.values()),
        "on": form.cleaned_data.get("on"),
    }  # fmt: skip
    return render(request, "advocates/register/register.html", context, status=200 if form.is_valid() else 422)


@require_safe
@limited("register")
def register_grant(request: HttpRequest, grant_id: int) -> HttpResponse:
    """One grant: who gave it and why, its limits, its history from the record, and its uses."""
    program, at = program_here(request), timezone.now()
    grant = grants_of(program, at=at).filter(pk=grant_id).first()
    if grant is None:
        raise NotFound(_("There is no such grant in the register of this program."))
    uses = newest_first(uses_of(grant), request.GET, USES)
    context = {
        "line": Line(grant, shown_state(grant, at)), "grant": grant, "label": label_of(grant), "uses": uses.rows,
        "meaning": meaning_of(grant), "history": history_of(grant), "newer_url": uses.newer, "older_url": uses.older,
        "told": public_uses(grant),
        "weeks": [] if grant.right == Right.MODERATE else weeks_of(grant, at),
        "address": request.build_absolute_uri(grant.get_absolute_url()),
        "carried": shown_state(grant, at) == Shown.LIVE,
        "passed_on": lines(list(passed_on_from(grant, at)), at) if grant.may_be_passed_on else [],
    }  # fmt: skip
    return render(request, "advocates/register/grant.html", context)


@require_safe
@limited("register")
def register_json(request: HttpRequest) -> JsonResponse:
    """The register for programs, at most 100 grants a page, newest first; `next` is the address of the next page.

    Moments are ISO 8601 in UTC. `uses` counts every use so far; where `uses_rounded`, it is the step that was reached at the
    end of the last month. `in_total` null means no such limit.
    """
    program, at = program_here(request), timezone.now()
    form = form_of(request, program, at)
    must_be_known(form)
    shown: Slice[Grant] = newest_first(asked_of(form, program, at), request.GET, IN_JSON)
    older = request.build_absolute_uri(shown.older) if shown.older else None
    body = {"program": program.slug, "grants": [_plain(line, request) for line in lines(shown.rows, at)], "next": older}
    return JsonResponse(body)


def _plain(line: Line, request: HttpRequest) -> dict[str, Any]:
    grant = line.grant
    return {
        "id": grant.pk, "url": request.build_absolute_uri(grant.get_absolute_url()), "right": grant.right,
        "shadow": grant.shadow,
        "state": line.state.value, "reason": grant.reason,
        "person": {
            "name": str(grant.advocate), "handle": grant.advocate.public_handle,
            "named_by": grant.advocate.named_by,
            "url": request.build_absolute_uri(grant.advocate.get_absolute_url()),
        },
        "place": {"title": grant.scope.title, "url": place_url(request, grant)},
        "given_by": str(grant.granted_by), "may_be_passed_on": grant.may_be_passed_on,
        "passed_on_from": _passed_on_from(grant, request), "per_day": grant.per_day, "in_total": grant.in_total,
        "probation_uses": grant.probation_uses, "on_probation": grant.on_probation,
        "uses": line.uses, "uses_rounded": grant.right == Right.MODERATE, "offered_at": _utc(grant.offered_at),
        "answered_at": _utc(grant.answered_at), "starts_at": _utc(grant.starts_at), "ends_at": _utc(grant.ends_at),
        "ended_at": _utc(grant.ended_at), "end_reason": grant.end_reason,
    }  # fmt: skip


def _passed_on_from(grant: Grant, request: HttpRequest) -> dict[str, Any] | None:
    """The grant that it was passed on from, and the manager who gave that."""
    above = grant.passed_from
    if above is None:
        return None
    url = request.build_absolute_uri(above.get_absolute_url())
    return {"id": above.pk, "url": url, "given_by": str(above.granted_by)}


def place_url(request: HttpRequest, grant: Grant) -> str:
    """The address of the grant's place on the site that was asked; empty for one that has none."""
    parts = grant.scope.get_url_parts(request)
    return request.build_absolute_uri(parts[2]) if parts and parts[2] else ""


def _utc(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


class RegisterFeed(Feed):  # type: ignore[type-arg]
    """The fifty newest grants that the filters name; an entry changes when the grant is answered or ends."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> dict[str, Any]:
        program, at = program_here(request), timezone.now()
        form = form_of(request, program, at)
        must_be_known(form)
        return {"program": program, "grants": list(asked_of(form, program, at).order_by("-pk")[:IN_FEED]), "at": at}

    def title(self, obj: dict[str, Any]) -> str:
        return _("Register of rights: %(program)s") % {"program": obj["program"]}

    def subtitle(self, obj: dict[str, Any]) -> str:
        return _("Who may speak for the brand, where, until when, given by whom and why.")

    def link(self, obj: dict[str, Any]) -> str:
        return "/register/"

    def items(self, obj: dict[str, Any]) -> list[Line]:
        return lines(obj["grants"], obj["at"])

    def item_title(self, item: Line) -> str:
        told = {"right": item.label, "person": item.grant.advocate, "place": item.grant.scope.title}
        return _("%(right)s: %(person)s, %(place)s") % told + f" ({item.state.label})"

    def item_description(self, item: Line) -> str:
        told = {"giver": item.grant.given_by, "reason": item.grant.reason, "uses": item.uses}
        if item.grant.right == Right.MODERATE:
            return _("Given by %(giver)s: %(reason)s") % told
        return _("Given by %(giver)s: %(reason)s Used %(uses)s times so far.") % told

    def item_link(self, item: Line) -> str:
        return str(item.grant.get_absolute_url())

    def item_pubdate(self, item: Line) -> datetime:
        offered: datetime = item.grant.offered_at
        return offered

    def item_updateddate(self, item: Line) -> datetime:
        changed: datetime = item.grant.ended_at or item.grant.answered_at or item.grant.offered_at
        return changed
