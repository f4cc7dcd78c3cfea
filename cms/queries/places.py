"""Brand pages as they are asked for: with what is needed to show one, in one statement."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, ExpressionWrapper, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from advocates.models import Program
from advocates.queries.places import behind_no_restriction
from advocates.rights import Facts, Place, RightsAnswer, answer
from advocates.rights.facts import GrantFacts
from cms.models import BrandPage
from sitewide.composed import Composed
from sitewide.errors import NotFound
from sitewide.memory import Memory

SHOWN = """
SELECT p.id, p.path, p.url_path, p.title, p.seo_title, p.search_description, b.intro,
       MD5(p.title || b.intro || COALESCE(b.picture_id, 0) || CAST(b.body AS text)),
       p.translation_key, t.version, t.locked,
       EXISTS (SELECT 1 FROM cms_message m WHERE m.page_id = p.id AND m.state = 'held' AND m.author_id = %(reader)s)
  FROM wagtailcore_page p JOIN cms_brandpage b ON b.page_ptr_id = p.id
  LEFT JOIN cms_thread t ON t.page_id = p.id
 WHERE p.id = %(page)s AND p.live AND NOT EXISTS (
   SELECT 1 FROM wagtailcore_pageviewrestriction r JOIN wagtailcore_page a ON a.id = r.page_id
    WHERE SUBSTR(p.path, 1, LENGTH(a.path)) = a.path)
"""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A live, public brand page, as far as showing it needs it. `stamp` changes with what editors wrote.

    `version` counts what readers saw of its conversation, 0 where nobody said anything yet; `waiting` says that
    something of the reader's own is held.
    """

    pk: int
    path: str
    url_path: str
    title: str
    seo_title: str
    search_description: str
    intro: str
    stamp: str
    translation_key: str
    version: int
    closed: bool
    waiting: bool


@dataclass(frozen=True, slots=True)
class Route:
    """Where an address led lately. It is believed only while the page still has the same `url_path`."""

    page_id: int
    url_path: str
    program_id: int


routes: Memory[Route] = Memory(seconds=60, most=2_000)
programs: Memory[Program] = Memory(seconds=0.5, most=100)


def remember_route(request: HttpRequest, page: ShownPage, program: Program) -> None:
    """Spare the next requests for this address Wagtail's walk down the tree."""
    routes.keep(_route_key(request), Route(page.pk, page.url_path, program.pk))


def known_page(request: HttpRequest) -> tuple[ShownPage, Program] | None:
    """The brand page of an address seen lately, if it is still there, live and public; else nothing is said."""
    route = routes.find(_route_key(request))
    page = shown_page(route.page_id, request.user.pk) if route else None
    if route is None or page is None or page.url_path != route.url_path:
        return None
    program = _program(route.program_id)
    return (page, program) if program else None


def _program(program_id: int) -> Program | None:
    """Its row, for what is shown: like a page for strangers at most half a second old."""
    key = f"{connection.settings_dict['NAME']}:{program_id}"
    program = programs.find(key) or _PROGRAM.first(program_id=program_id)
    if program is not None and programs.find(key) is None:
        programs.keep(key, program)
    return program


_PROGRAM = Composed(lambda program_id: Program.objects.filter(pk=program_id), program_id=int)


def shown_page(page_id: int, reader_id: int | None) -> ShownPage | None:
    """One statement; nothing for a page that is not live or that Wagtail keeps private."""
    with connection.cursor() as cursor:
        cursor.execute(SHOWN, {"page": page_id, "reader": reader_id or 0})
        row = cursor.fetchone()
    if row is None:
        return None
    told: dict[str, Any] = dict(zip(ShownPage.__slots__, row, strict=True))
    told |= {"translation_key": str(told["translation_key"]), "version": told["version"] or 0}
    return ShownPage(**told | {"closed": bool(told["closed"]), "waiting": bool(told["waiting"])})


def brand_page(program: Program, page_id: int) -> BrandPage:
    """A live, public brand page of the program: where something can be said. Refuses (404) any other."""
    page = _OPEN.first(page_id=page_id, program_id=program.pk)
    if page is None:
        raise NotFound(_("There is no such page."))
    page.program = program
    return page


def _open_page(page_id: int, program_id: int) -> QuerySet[BrandPage]:
    here = ExpressionWrapper(OuterRef("path"), output_field=TextField())
    above = Program.objects.annotate(here=here).filter(here__startswith=F("root_page__path"))
    nearest = Subquery(above.order_by("-root_page__path").values("pk")[:1])
    open_pages = BrandPage.objects.annotate(program_above=nearest).filter(
        behind_no_restriction("path"), program_above=program_id, live=True, pk=page_id
    )
    found: QuerySet[BrandPage] = open_pages.defer("body", "search_description", "seo_title", "intro")
    return found


_OPEN = Composed(_open_page, page_id=int, program_id=int)


def written_on(facts: Facts, most: int = 100) -> list[dict[str, Any]]:
    """The brand pages that some live grant to post or reply of the person covers, with the grant of each."""
    program = facts.program
    tops = [grant.path for grant in facts.grants if grant.live and grant.right in {"post", "reply"}]
    if not tops:
        return []
    covered = Case(*[When(path__startswith=top, then=Value(1)) for top in tops], default=Value(0))
    public = BrandPage.objects.live().filter(behind_no_restriction("path"))
    pages = public.annotate(covered=covered).filter(covered=1).order_by("path")[:most]
    return [
        {"page": page}
        | {right: grant_used(facts, answer(facts, right, Place.on(page, program))) for right in ("post", "reply")}
        for page in pages
    ]


def grant_used(facts: Facts, found: RightsAnswer) -> GrantFacts | None:
    """The grant that would be used, with what is left of it; also where something else stops it just now."""
    return next((grant for grant in facts.grants if grant.id == found.grant_id), None)


def _route_key(request: HttpRequest) -> str:
    return f"{request.get_host()}:{request.path}"
