"""Every move of a page, in the editor or by code, is asked about its address and about what rests on it."""

from django.utils import timezone
from wagtail.models import Page

from cms.keeping import must_keep_its_rights
from cms.reserved import SlugReserved, is_reserved


def must_be_movable(page: Page, destination: Page) -> None:
    """Refuses (409) an address of the product's own, and what `must_keep_its_rights` refuses."""
    if is_reserved(page.slug, destination):
        raise SlugReserved(page.slug)
    must_keep_its_rights(page, destination, at=timezone.now())


def refuse_move(*, instance: Page, parent_page_after: Page, **_signal: object) -> None:
    """For Wagtail's signal before any move, whoever asked for it."""
    must_be_movable(instance, parent_page_after)
