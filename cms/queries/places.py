"""Brand pages as they are asked for: with what is needed to show one, in one query."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.db.models.functions import MD5, Cast, Concat
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from advocates.rights import Facts, Place, RightsAnswer, answer
from advocates.rights.facts import GrantFacts
from cms.models import BrandPage
from cms.models.message import behind_no_restriction
from sitewide.errors import NotFound

ROUTE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Route:
    """Where an address led lately. It is believed only while the page still has the same `url_path`."""

    page_id: int
    url_path: str
    program_id: int


def remember_route(request: HttpRequest, page: BrandPage, program: Program) -> None:
    """Spare the next requests for this address Wagtail's walk down the tree."""
    cache.set(_route_key(request), Route(page.pk, page.url_path, program.pk), ROUTE_SECONDS)


def known_page(request: HttpRequest) -> tuple[BrandPage, Program] | None:
    """The brand page of an address seen lately, if it is still there, live and public; else nothing is said."""
    route: Route | None = cache.get(_route_key(request))
    if route is None:
        return None
    page = shown_pages().filter(pk=route.page_id, url_path=route.url_path).first()
    program = Program.objects.filter(pk=route.program_id).first() if page else None
    return (page, program) if page and program else None


def shown_pages() -> QuerySet[BrandPage]:
    """Live, public brand pages; `thread_version` and `thread_locked` of the conversation, `stamp` of the content."""
    state = {
        "thread_version": F("thread__version"),
        "thread_locked": F("thread__locked"),
        "stamp": MD5(Concat("title", "intro", Cast("body", TextField()), output_field=TextField())),
    }
    pages: QuerySet[BrandPage] = BrandPage.objects.filter(behind_no_restriction("path"), live=True)
    return pages.annotate(**state).defer("body")


def brand_page(program: Program, page_id: int) -> BrandPage:
    """A live, public brand page of the program: where something can be said. Refuses (404) any other."""
    open_pages = BrandPage.objects.filter(behind_no_restriction("path"), live=True)
    page: BrandPage | None = open_pages.defer("body").filter(pk=page_id).first()
    if page is None or not page.path.startswith(program.root_page.path):
        raise NotFound(_("There is no such page."))
    return page


def written_on(facts: Facts, most: int = 100) -> list[dict[str, Any]]:
    """The brand pages that some live grant to post or reply of the person covers, with the grant of each."""
    program = facts.program
    tops = [grant.path for grant in facts.grants if grant.live and grant.right in {"post", "reply"}]
    if not tops:
        return []
    covered = Case(*[When(path__startswith=top, then=Value(1)) for top in tops], default=Value(0))
    pages = BrandPage.objects.live().annotate(covered=covered).filter(covered=1).order_by("path")[:most]
    return [
        {"page": page}
        | {right: grant_used(facts, answer(facts, right, Place.on(page, program))) for right in ("post", "reply")}
        for page in pages
    ]


def grant_used(facts: Facts, found: RightsAnswer) -> GrantFacts | None:
    """The grant that would be used, with what is left of it; also where something else stops it just now."""
    return next((grant for grant in facts.grants if grant.id == found.grant_id), None)


def _route_key(request: HttpRequest) -> str:
    return f"route:{request.get_host()}:{request.path}"
