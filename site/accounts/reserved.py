"""Names that nobody may take who is not meant by them: of the brands, of their staff, and words that claim an office.

Apps above name theirs by `reserve`, in `AppConfig.ready`.
"""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from wagtail.models import Site

from accounts.models import User
from sitewide.names import STAFF_WORDS, imitates, skeleton

Source = Callable[[], Iterable[str]]
_brands: list[Source] = []
_staff: list[Source] = []


def reserve(*, brands: Source | None = None, staff: Source | None = None) -> None:
    """`brands` gives names that no part of a name may imitate, `staff` names of persons, which no whole name may."""
    _brands.extend([brands] if brands else [])
    _staff.extend([staff] if staff else [])


def imitated(name: str, *, bearer: User | None = None) -> str | None:
    """The reserved name that this one passes itself off as; the name that the bearer has now does not count."""
    return imitates(name, brand_names()) or _imitated_person(name, bearer.name if bearer else "")


def brand_names() -> list[str]:
    """The words that claim an office, the product's name, the names of sites, and those of the apps above."""
    names = [*STAFF_WORDS, settings.WAGTAIL_SITE_NAME, *Site.objects.values_list("site_name", flat=True)]
    return [name for name in (*names, *(name for source in _brands for name in source())) if name.strip()]


def staff_names() -> Iterator[str]:
    """Display names of everybody who works for a brand here."""
    yield from User.objects.filter(is_staff=True).values_list("name", flat=True)
    for source in _staff:
        yield from source()


def _imitated_person(name: str, own: str) -> str | None:
    """A person is imitated by the same name in other letters, or by the whole of it with something around.

    A single first name is reserved only as it stands: else one Anna on the staff would forbid it to all others.
    """
    persons = [known for known in staff_names() if known.strip() and known != own]
    twins = (known for known in persons if skeleton(known) == skeleton(name))
    return next(twins, None) or imitates(name, [known for known in persons if len(known.split()) > 1])
