"""What every template knows: the program of the site that was asked, and what whoever asks is in it.

Everything is lazy: a page for strangers pays nothing for the portal's tabs or the managers' bar.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from advocates.queries import program_of_request
from advocates.queries.asker import facts_of_request, halt_of, manager_bar, manages_here, moderates, portal_tabs


def program(request: HttpRequest) -> dict[str, Any]:
    def later(ask: Callable[[HttpRequest], Any]) -> SimpleLazyObject:
        return SimpleLazyObject(lambda: ask(request))

    return {
        "program": later(program_of_request),
        "brand_css_url": later(_brand_css_url),
        "manager_bar": later(manager_bar),
        "may_manage": later(manages_here),
        "may_moderate": later(_may_moderate),
        "program_halt": later(_halt),
        "portal_tabs": later(portal_tabs),
    }


def _brand_css_url(request: HttpRequest) -> str:
    """The address changes with the colour, so that the stylesheet may be kept for ever."""
    found = program_of_request(request)
    return f"{reverse('brand_css')}?{found.brand_color.lstrip('#')}" if found else ""


def _may_moderate(request: HttpRequest) -> bool:
    facts = facts_of_request(request)
    return facts is not None and (moderates(facts) or manages_here(request))


def _halt(request: HttpRequest) -> Any:
    facts = facts_of_request(request)
    return halt_of(facts) if facts else None
