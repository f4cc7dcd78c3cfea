"""The program's colour as a stylesheet."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from advocates.queries.colours import read_on
from advocates.views.doors import program_here

SHEET = """:root {{ --brand: {brand}; }}
@supports not (color: oklch(from red l c h)) {{
  :root {{ --brand-fill: {brand}; --brand-fill-strong: {brand}; --on-brand: {on_brand}; --brand-text: var(--ink); }}
}}
"""


@require_safe
@cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
def brand_css(request: HttpRequest) -> HttpResponse:
    """The one colour that a program sets. Everything else is derived; browsers that cannot derive get a plain fill.

    The address carries the colour, so it may be kept for ever.
    """
    brand = program_here(request).brand_color
    return HttpResponse(SHEET.format(brand=brand, on_brand=read_on(brand)), content_type="text/css; charset=utf-8")
