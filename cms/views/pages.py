"""Pages as readers see them. Wagtail finds and guards a page; what it shows beside the editors' content comes from here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from wagtail.models import Page
from wagtail.views import serve as wagtail_serve

from accounts.models import User
from advocates.models import Program
from advocates.queries import program_of_request
from advocates.queries.asker import facts_of_request, manages_here
from advocates.rights import Place, answer
from cms.forms.speaking import EMPTY_COMMENT
from cms.fragments import laid_over, pieces_of
from cms.models import BrandPage, HomePage
from cms.queries.places import ShownPage, grant_used, known_page, remember_route, shown_page
from cms.queries.said import newest_grants, newest_posts
from cms.queries.threads import own_waiting

MOST_PAGES_OF_A_THREAD = 10_000


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the site. An address that led to a brand page a moment ago needs one query instead of Wagtail's walk."""
    known = known_page(request) if request.method in {"GET", "HEAD"} else None
    if known is None:
        answered: HttpResponse = wagtail_serve(request, path)
        return answered
    page, program = known
    request._program = program  # type: ignore[attr-defined]
    return brand_page(request, page, program)


def show(page: Page, request: HttpRequest) -> HttpResponse | None:
    """What Wagtail is to answer instead of the bare page, once it has found it and let the reader in.

    A page that is private in Wagtail's sense shows its content; nothing is said there.
    """
    program = program_of_request(request)
    if program is None:
        return None
    if isinstance(page, HomePage):
        return home_page(request, page, program)
    if isinstance(page, BrandPage):
        shown = shown_page(page.pk, request.user.pk)
        if shown is None:
            return None
        remember_route(request, shown, program)
        return brand_page(request, shown, program)
    return None


def home_page(request: HttpRequest, page: HomePage, program: Program) -> HttpResponse:
    """What the program is, who speaks for the brand, what they said last, how to join."""
    context = page.get_context(request) | {
        "newest_posts": newest_posts(program),
        "newest_grants": newest_grants(program, timezone.now()),
        "places": BrandPage.objects.live().public().child_of(page).select_related("picture"),
    }
    return render(request, "cms/home_page.html", context)


def brand_page(request: HttpRequest, page: ShownPage, program: Program) -> HttpResponse:
    """The content and the conversation, both shared with everybody, and over them what is the reader's own."""
    context = {
        "page": page,
        "program": program,
        "number": thread_number(request),
        "empty": not page.version,
        "closed": page.closed,
    }
    if isinstance(request.user, User):
        return HttpResponse(laid_over(request, context, personal(request, request.user, page, program)))
    return render(request, "cms/brand_page.html", pieces_of(context))


def thread_number(request: HttpRequest) -> int:
    """Which page of the thread is asked for; anything odd is the first."""
    asked = request.GET.get("thread", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    return min(max(number, 1), MOST_PAGES_OF_A_THREAD)


def personal(request: HttpRequest, reader: User, page: ShownPage, program: Program) -> dict[str, Any]:
    """What this reader may do here and what waits of theirs; one query, two where something does."""
    facts = facts_of_request(request)
    assert facts is not None, "a signed-in reader of a program's page has facts"
    place = Place(page.pk, page.path, program)
    post, reply = answer(facts, "post", place), answer(facts, "reply", place)
    return {
        "post": post,
        "reply": reply,
        "may_post": grant_used(facts, post),
        "may_reply": grant_used(facts, reply),
        "staff": manages_here(request),
        "waiting": own_waiting(page.pk, reader) if page.waiting else [],
        "form": EMPTY_COMMENT,
    }
