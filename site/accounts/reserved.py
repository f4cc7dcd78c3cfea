"""Names that nobody may take who is not meant by them: of the brands, of their staff, and words that claim an office.

Apps above name theirs by `reserve`, in `AppConfig.ready`.
"""

from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from wagtail.models import Site

from accounts.models import User
from sitewide.names import STAFF_WORDS, imitates, skeleton

Brands = Callable[[], Iterable[str]]
Staff = Callable[[], Iterable[tuple[int, str]]]
SHORTEST_WORD = 5
"""Letters of a word of a brand's name that nobody may take as their whole name."""
_brands: list[Brands] = []
_staff: list[Staff] = []


def reserve(*, brands: Brands | None = None, staff: Staff | None = None) -> None:
    """`brands` gives names that no part of a name may imitate; `staff` numbers and names of persons of the staff."""
    _brands.extend([brands] if brands else [])
    _staff.extend([staff] if staff else [])


def imitated(name: str, *, bearer: User | None = None) -> str | None:
    """The reserved name that this one passes itself off as; nobody imitates the own one."""
    brands = brand_names()
    return imitates(name, brands) or _bare_word(name, brands) or _imitated_person(name, bearer.pk if bearer else None)


def brand_names() -> list[str]:
    """The words that claim an office, the product's name, the names of sites, and those of the apps above."""
    names = [*STAFF_WORDS, settings.WAGTAIL_SITE_NAME, *Site.objects.values_list("site_name", flat=True)]
    return [name for name in (*names, *(name for source in _brands for name in source())) if name.strip()]


def staff_names() -> Iterator[tuple[int, str]]:
    """Number and display name of everybody who works for a brand here."""
    yield from User.objects.filter(is_staff=True).values_list("pk", "name")
    for source in _staff:
        yield from source()


def _bare_word(name: str, brands: Iterable[str]) -> str | None:
    """The brand of which somebody calls themselves by one word alone, as people do; beside other words it is innocent."""
    bare = skeleton(name)
    words = ((brand, word) for brand in brands for word in brand.split() if len(word) >= SHORTEST_WORD)
    return next((brand for brand, word in words if skeleton(word) == bare), None)


def _imitated_person(name: str, own: int | None) -> str | None:
    """A person is imitated by the same name in other letters or another order, or by it with something around.

    A single first name is reserved only as it stands: else one Anna on the staff would forbid it to all others.
    """
    persons = [known for pk, known in staff_names() if known.strip() and pk != own]
    twins = (known for known in persons if _words(known) == _words(name) or skeleton(known) == skeleton(name))
    return next(twins, None) or imitates(name, [known for known in persons if len(known.split()) > 1])


def _words(name: str) -> list[str]:
    """The look-alike forms of the words, whatever their order."""
    return sorted(filter(None, map(skeleton, name.split())))
