"""Where Wagtail lets a program of ours take part."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from cms.reserved import SlugReserved, is_reserved
from cms.views.pages import show


@hooks.register("before_serve_page", order=100)
def show_page(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse | None:
    """After Wagtail's own guards of private pages have let the reader in."""
    return show(page, request)


@hooks.register("before_move_page")
def refuse_reserved_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Say so on the page where the destination is chosen; the signal of every move would only stop it."""
    if not is_reserved(page.slug, destination):
        return None
    messages.error(request, SlugReserved(page.slug).sentence)
    return redirect(reverse("wagtailadmin_pages:move", args=[page.pk]))
