"""The API's root: every app's operations, one shape for everything that goes wrong, and a page that explains them."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import DocsBase

from advocates.api import halts, rights
from campaigns.api import router as points
from cms.api import router as messages
from moderation.api import router as moderation
from sitewide.api import Written
from sitewide.errors import Invalid, NotFound, Refused
from sitewide.middleware import problem


class PlainDocs(DocsBase):
    """The operations as a page without scripts, made from the OpenAPI document."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **_kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema(path_params={})
        operations = [
            {"path": path, "method": method.upper(), **operation}
            for path, methods in schema["paths"].items()
            for method, operation in methods.items()
        ]
        return render(request, "api/docs.html", {"operations": operations, "info": schema["info"]})


api = NinjaAPI(
    title="Tabard API",
    version="1",
    description=(
        "Everything an advocate does in the portal, for programs. A token acts as its owner and never does more than "
        "its owner could. Every write needs an Idempotency-Key; everything that goes wrong is an RFC 9457 problem."
    ),
    urls_namespace="api",
    docs=PlainDocs(),
    docs_url="/",
    parser=Written(),
)
for router in (rights, halts, messages, moderation, points):
    api.add_router("", router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(refusal)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(NotFound(_("There is no such thing.")))


@api.exception_handler(AuthenticationError)
def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    refusal = Refused(_("Send a live token as “Authorization: Bearer …”."), code="unauthenticated", status=401)
    response = problem(refusal)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"field": _field(one["loc"]), "sentence": one["msg"]} for one in error.errors]
    return problem(Invalid(_("Something that was sent has the wrong shape."), detail={"errors": errors}))


def _field(where: Sequence[Any]) -> str:
    """As the sender knows it: without `body` or `query`, and without the name that our function gives to a body."""
    known = where[2:] if where[0] == "body" and len(where) > 2 else where[1:]
    return ".".join(map(str, known))


@api.exception_handler(HttpError)
def unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error.__cause__, Refused):
        return problem(error.__cause__)
    return problem(Refused(_("The request could not be read."), code="unreadable", status=error.status_code))


def unknown_operation(request: HttpRequest) -> HttpResponse:
    """Every address below /api/ that is none of ours; it never becomes a page or a redirect."""
    raise NotFound(_("The API has no such address."))
