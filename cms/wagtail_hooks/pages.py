"""Where Wagtail lets a program of ours take part."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from cms.reserved import SlugReserved, is_reserved
from cms.views.pages import show

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponse]


@hooks.register("on_serve_page", order=1000)
def show_page(serve: Serve) -> Serve:
    """The innermost link of Wagtail's chain: its guards of private pages stand before it."""

    def shown(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        return show(page, request) or serve(page, request, args, kwargs)

    return shown


@hooks.register("before_move_page")
def refuse_reserved_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Say so on the page where the destination is chosen; the signal of every move would only stop it."""
    if not is_reserved(page.slug, destination):
        return None
    messages.error(request, SlugReserved(page.slug).sentence)
    return redirect(reverse("wagtailadmin_pages:move", args=[page.pk]))
