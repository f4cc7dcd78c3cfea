from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from sitewide.errors import Forbidden, TooMany
from sitewide.middleware import answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of a request that cannot be trusted, such as one with a foreign Host: made without looking at it."""
    return HttpResponse(render_to_string("400.html"), status=400)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of ours, or whose page is too old."""
    sentence = _(
        "This form was open for too long or did not come from this site. Go back, reload the page and send it again."
    )
    return answer(request, Forbidden(sentence, code="csrf"))


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The answer of django-ratelimit and allauth when a limit of `sitewide.limits` is reached."""
    sentence = _("That was very often in a short time. Wait a moment and try again.")
    return answer(request, TooMany(sentence, retry_after=60))
