"""The pages of a program on which something can be said."""

from functools import cache, reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from wagtail.models import Page, PageViewRestriction, get_page_models

from advocates.models import Program


@cache
def _talked_on() -> tuple[type[Page], ...]:
    """The types of page that messages belong to: the app above says so by its relation."""
    return tuple(model for model in get_page_models() if hasattr(model, "messages"))


def behind_no_restriction(path: str) -> Q:
    """For a filter: no page on the way down to the one at `path` is private in Wagtail's sense."""
    here = ExpressionWrapper(OuterRef(path), output_field=CharField())
    restricted = PageViewRestriction.objects.annotate(here=here).filter(here__startswith=F("page__path"))
    return Q(~Exists(restricted))


def readable_message() -> Q:
    """For a filter on uses of rights: everybody may read the message, as the app above says it of messages themselves."""
    return Q(message__state="published", message__page__live=True) & behind_no_restriction("message__page__path")


def pages_of(program: Program) -> QuerySet[Page]:
    """Every page of the program that is neither a draft nor private, in the order of the tree."""
    pages = Page.objects.descendant_of(program.root_page, inclusive=True).live().order_by("path")
    found: QuerySet[Page] = pages.filter(behind_no_restriction("path"))
    return found


def places_of(program: Program) -> QuerySet[Page]:
    """The pages that carry conversation, in the order of the tree."""
    types = ContentType.objects.get_for_models(*_talked_on()).values()
    places: QuerySet[Page] = pages_of(program).filter(content_type__in=types)
    return places


def pages_below(programs: QuerySet[Program]) -> QuerySet[Page]:
    """Every page of these programs, drafts and private ones, too: what their managers may name."""
    roots = programs.values_list("root_page__path", flat=True)
    pages: QuerySet[Page] = Page.objects.filter(reduce(or_, (Q(path__startswith=path) for path in roots), Q(pk__in=())))
    return pages


def spoken_on(program: Program, path: str) -> QuerySet[Page]:
    """The public pages at or below `path` on which, or below which, something can be said: where a right is good for."""
    below = places_of(program).order_by().annotate(there=F("path")).filter(there__startswith=OuterRef("path"))
    found: QuerySet[Page] = pages_of(program).filter(Exists(below), path__startswith=path)
    return found
