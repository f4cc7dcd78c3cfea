"""What crawlers are asked to leave alone: everything that belongs to one person or costs more than a page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

KEPT_FOR_PEOPLE = ("accounts", "admin", "api", "desk", "go", "portal")
TEXT = "User-agent: *\n" + "".join(f"Disallow: /{prefix}/\n" for prefix in KEPT_FOR_PEOPLE)


@cache_control(public=True, max_age=3600)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`. It asks; who may read what is decided at every address itself."""
    return HttpResponse(TEXT, content_type="text/plain")
