"""Where Wagtail lets a program of ours take part."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from advocates.models import Program
from advocates.wagtail_hooks.acts import acting
from cms.keeping import must_be_free
from cms.moving import must_be_movable
from cms.views.pages import show
from record.actions import write
from sitewide.errors import Refused

Serve = Callable[[Page, HttpRequest, Any, Any], HttpResponse]


@hooks.register("on_serve_page", order=1000)
def show_page(serve: Serve) -> Serve:
    """The innermost link of Wagtail's chain: its guards of private pages stand before it."""

    def shown(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
        return show(page, request) or serve(page, request, args, kwargs)

    return shown


@hooks.register("before_move_page")
def refuse_move(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Say so on the page where the destination is chosen; the signal of every move would only stop it."""
    try:
        must_be_movable(page, destination)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return redirect(reverse("wagtailadmin_pages:move", args=[page.pk]))
    return None


@hooks.register("after_move_page")
def note_move(request: HttpRequest, page: Page) -> None:
    """Which rights cover a page depends on where it is, so the record knows who moved it where to."""
    with transaction.atomic():
        parent, program = page.get_parent(), Program.objects.of_page(page)
        write("page.moved", at=timezone.now(), subject=page, actor=acting(request), program=program, below=parent.pk)


@hooks.register("after_bulk_action")
def note_moves(request: HttpRequest, action_type: str, objects: Iterable[Any], _action: Any) -> None:
    """Many that are moved at once do not pass by the hook of a single move."""
    if action_type == "move":
        for page in Page.objects.filter(pk__in=[one.pk for one in objects if isinstance(one, Page)]).order_by("pk"):
            note_move(request, page)


@hooks.register("before_delete_page")
def refuse_deletion(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before the question, and before the deed: what is kept for good is not deleted with its page."""
    return _refused(request, [page])


@hooks.register("before_bulk_action")
def refuse_deletions(
    request: HttpRequest, action_type: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    return _refused(request, (one for one in objects if isinstance(one, Page))) if action_type == "delete" else None


def _refused(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    for page in pages:
        try:
            must_be_free(page)
        except Refused as refused:
            messages.error(request, f"{page.get_admin_display_title()}: {refused.sentence}")
            return redirect(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))
    return None
