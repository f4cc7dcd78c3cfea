"""The prefixes of the product's own addresses. No page directly below the root of a site may be called so."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from sitewide.errors import Conflict

RESERVED = (
    "accounts",
    "admin",
    "api",
    "decisions",
    "desk",
    "go",
    "health",
    "hooks",
    "join",
    "media",
    "people",
    "portal",
    "record",
    "register",
    "static",
)


class SlugReserved(Conflict):
    """A page would take an address of the product itself."""

    code = "slug_reserved"

    def __init__(self, slug: str) -> None:
        super().__init__(
            _("The address “/%(slug)s/” belongs to the product itself. Choose another slug for this page.")
            % {"slug": slug}
        )


def is_reserved(slug: str, parent: Page | None) -> bool:
    """Whether a page with this slug, directly below `parent`, would hide behind one of the product's own addresses."""
    return parent is not None and is_taken(slug, parent.path)


def is_taken(slug: str, parent_path: str) -> bool:
    """The same by the treebeard path of the parent; asks the database only for a reserved word."""
    return slug.lower() in RESERVED and Site.objects.filter(root_page__path=parent_path).exists()
