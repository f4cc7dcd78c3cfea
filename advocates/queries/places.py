"""The pages of a program on which something can be said."""

from functools import cache

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import Page, get_page_models

from advocates.models import Program


@cache
def _talked_on() -> tuple[type[Page], ...]:
    """The types of page that messages belong to: the app above says so by its relation."""
    return tuple(model for model in get_page_models() if hasattr(model, "messages"))


def pages_of(program: Program) -> QuerySet[Page]:
    """Every page of the program that is not a draft, in the order of the tree."""
    pages: QuerySet[Page] = Page.objects.descendant_of(program.root_page, inclusive=True).live().order_by("path")
    return pages


def places_of(program: Program) -> QuerySet[Page]:
    """The pages that carry conversation, in the order of the tree."""
    types = ContentType.objects.get_for_models(*_talked_on()).values()
    places: QuerySet[Page] = pages_of(program).filter(content_type__in=types)
    return places
