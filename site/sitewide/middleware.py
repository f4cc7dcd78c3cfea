"""A refusal that no view caught becomes a page, a partial for htmx, or, below /api/, an RFC 9457 problem."""

from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from sitewide.errors import Refused, TooMany

GetResponse = Callable[[HttpRequest], HttpResponse]
Response = TypeVar("Response", bound=HttpResponse)


class RefusedMiddleware:
    """Turns `Refused` into an answer with its status. Whoever wants to keep a form's input catches it in the view.

    A NUL that somebody sent, which PostgreSQL neither stores nor looks for, is refused wherever it gets that far (400).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and request.path.startswith("/api/"):
            refusal = Refused(_("This address takes other methods: see Allow."), code="method", status=405)
            told = problem(refusal)
            told["Allow"] = response.get("Allow", "")
            return told
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DataError) and "NUL" in str(exception):
            exception = Refused(_("What was sent holds a character that no text can hold."), code="unreadable")
        return answer(request, exception) if isinstance(exception, Refused) else None


def problem(refused: Refused) -> JsonResponse:
    """The refusal as RFC 9457 `application/problem+json`."""
    body = {
        "type": f"/api/v1/problems/{refused.code}",
        "title": str(refused.sentence),
        "status": refused.status,
        "code": refused.code,
        **refused.detail,
    }
    return with_retry(JsonResponse(body, status=refused.status, content_type="application/problem+json"), refused)


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; a link that it only follows wants a whole one."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The refusal in the shape that the request can read."""
    if request.path.startswith("/api/"):
        return problem(refused)
    template = "components/refused.html" if wants_part(request) else "refused.html"
    body = render_to_string(template, {"refused": refused}, request=request)
    return with_retry(HttpResponse(body, status=refused.status), refused)


def with_retry(response: Response, refused: Refused) -> Response:
    if isinstance(refused, TooMany):
        response["Retry-After"] = str(refused.retry_after)
    return response
