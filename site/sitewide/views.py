import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views import defaults
from redis.exceptions import RedisError

from sitewide.errors import Forbidden, TooMany, Unavailable
from sitewide.limits import AWAY
from sitewide.middleware import answer, problem, wants_part, with_retry


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of a request that cannot be trusted, such as one with a foreign Host: made without looking at it."""
    return HttpResponse(render_to_string("400.html"), status=400)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or whose page is too old."""
    sentence = _(
        "This form was open for too long or did not come from this site. Go back, reload the page and send it again."
    )
    return answer(request, Forbidden(sentence, code="csrf"))


def too_many(request: HttpRequest) -> HttpResponse:
    """The answer of django-allauth when a limit of `sitewide.limits` is reached."""
    return answer(request, TooMany(_("That was very often in a short time. Wait a moment and try again.")))


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody expected (500); but Redis that is away, where sessions and allauth's counts are kept, is said so (503).

    The page looks at nothing of the request: its session may be what cannot be read.
    """
    if not isinstance(sys.exc_info()[1], RedisError):
        return defaults.server_error(request)
    refused = Unavailable(AWAY, retry_after=30)
    if request.path.startswith("/api/"):
        return problem(refused)
    page = render_to_string("components/refused.html" if wants_part(request) else "503.html", {"refused": refused})
    return with_retry(HttpResponse(page, status=refused.status), refused)
