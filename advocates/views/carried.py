"""What others carry away from the register: a table, a signed token, a badge to embed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocates.models import Grant, Program
from advocates.queries.proof import IN_FORCE, grant_token, standing
from advocates.queries.register import shown_state
from advocates.queries.usage import public_uses
from advocates.rights.words import label_of
from advocates.views.doors import program_here
from advocates.views.register import asked_of, form_of, must_be_known, place_url
from sitewide.limits import limited
from sitewide.sheets import write_csv

AT_ONCE = 500
BADGE_SECONDS = 60
NARROW, WIDE = 20, 46
"""Letters of a badge's lines; what is longer is cut, so that nothing runs out of the drawing."""


@require_safe
@limited("register")
def register_csv(request: HttpRequest) -> HttpResponseBase:
    """The whole register, or what the filters leave of it, for spreadsheet programs; moments are ISO 8601 in UTC."""
    program, at = program_here(request), timezone.now()
    form = form_of(request, program, at)
    must_be_known(form)
    rows = _rows(asked_of(form, program, at).order_by("-pk"), at)
    answer = StreamingHttpResponse(write_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="register.csv"'
    return answer


def _rows(grants: QuerySet[Any], at: datetime) -> Iterator[list[object]]:
    yield [
        _("number"), _("right"), _("state"), _("holder"), _("handle"), _("named by"), _("place"), _("given by"), _("reason"),
        _("a day"), _("in total"), _("uses"), _("offered"), _("starts"), _("ends"), _("ended"), _("reason of the end"),
    ]  # fmt: skip
    for grant in grants.iterator(chunk_size=AT_ONCE):
        times = (grant.offered_at, grant.starts_at, grant.ends_at, grant.ended_at)
        yield [
            grant.pk, grant.right, shown_state(grant, at).value, grant.advocate, grant.advocate.public_handle,
            grant.advocate.get_named_by_display(), grant.scope.title, grant.given_by, grant.reason, grant.per_day,
            grant.in_total, public_uses(grant), *(moment and moment.isoformat() for moment in times), grant.end_reason,
        ]  # fmt: skip


@require_safe
@limited("register")
def grant_jws(request: HttpRequest, grant_id: int) -> HttpResponse:
    """The grant as a signed token, to be verified by anybody with `tabard_verify.py` and the public keys."""
    grant = _grant(program_here(request), grant_id)
    token = grant_token(
        grant, at=timezone.now(), issuer=settings.WAGTAILADMIN_BASE_URL,
        register=request.build_absolute_uri(grant.get_absolute_url()), place=place_url(request, grant),
    )  # fmt: skip
    answer = HttpResponse(token, content_type="application/jose")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@limited("register")
def badge(request: HttpRequest, grant_id: int) -> HttpResponse:
    """A picture for other sites that says how the grant stands now. A picture proves nothing: its link leads here."""
    grant, at = _grant(program_here(request), grant_id), timezone.now()
    state, label = standing(grant, at)
    context = {
        "label": label_of(grant), "holder": _cut(str(grant.advocate), NARROW), "state": label,
        "program": _cut(grant.program.name, NARROW), "place": _cut(grant.scope.title, WIDE),
        "in_force": state == IN_FORCE, "number": grant.pk, "at": at,
    }  # fmt: skip
    answer = render(request, "advocates/register/badge.svg", context, content_type="image/svg+xml")
    answer["Cache-Control"] = f"public, max-age={BADGE_SECONDS}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _grant(program: Program, grant_id: int) -> Grant:
    """Refuses (404) a grant of another program."""
    grants = Grant.objects.select_related("advocate", "program", "scope", "granted_by", "passed_from__granted_by")
    return get_object_or_404(grants, program=program, pk=grant_id)
