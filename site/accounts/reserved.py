"""Names that nobody may take who is not meant by them: of the brands, of their staff, words that claim an office, what
reads like a handle or a number, and what people were known by.

Apps above name theirs by `reserve`, in `AppConfig.ready`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from wagtail.models import Site

from accounts.models import NUMBERED, User
from sitewide.names import STAFF_WORDS, imitates, skeleton

Brands = Callable[[], Iterable[str]]
Staff = Callable[[], Iterable[tuple[int, str]]]
Known = Callable[[Iterable[str]], Iterable[tuple[int, str]]]
SHORTEST_WORD = 5
"""Letters of a word of a brand's name that nobody may take as their whole name."""
_brands: list[Brands] = []
_staff: list[Staff] = []
_known: list[Known] = []
_paths: set[str] = set()
_AT = re.compile(r"[\W_]*@")
_NUMBER = re.compile("[0-9lo]+")
"""Any number, as a skeleton writes it."""


def reserve(
    *, brands: Brands | None = None, staff: Staff | None = None, known: Known | None = None,
    paths: Iterable[str] = (),
) -> None:  # fmt: skip
    """`brands` gives names that no part of a name may imitate; `staff` numbers and names of persons of the staff.

    `known` gives the numbers of who ever chose to be shown by a name of these skeletons, and the `Naming` they chose. `paths`
    are words of the product's own addresses, which would hide a member's page.
    """
    _paths.update(paths)
    _brands.extend([brands] if brands else [])
    _staff.extend([staff] if staff else [])
    _known.extend([known] if known else [])


def imitated(name: str, *, bearer: User | None = None) -> str | None:
    """The reserved name that this one passes itself off as; nobody imitates the own one."""
    brands, own = brand_names(), bearer.pk if bearer else None
    return _address(name, own) or imitates(name, brands) or _bare_word(name, brands) or _imitated_person(name, own)


def is_path(handle: str) -> bool:
    """Whether the product answers itself where a member's page of this handle would stand."""
    return handle in _paths


def known_once(skeletons: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Numbers of who ever chose to be shown by such a name, each with the `Naming` that they chose."""
    for source in _known:
        yield from source(skeletons)


def brand_names() -> list[str]:
    """The words that claim an office, the product's name, the names of sites, and those of the apps above."""
    names = [*STAFF_WORDS, settings.WAGTAIL_SITE_NAME, *Site.objects.values_list("site_name", flat=True)]
    return [name for name in (*names, *(name for source in _brands for name in source())) if name.strip()]


def staff_names() -> Iterator[tuple[int, str]]:
    """Number and display name of everybody who works for a brand here."""
    yield from User.objects.filter(is_staff=True).values_list("pk", "name")
    for source in _staff:
        yield from source()


def _address(name: str, own: int | None) -> str | None:
    """The name itself, where it reads like a handle, or like what stands for a member of whom only the number shows."""
    if _AT.match(unicodedata.normalize("NFKC", name)):
        return name
    bone, form = skeleton(name), skeleton(NUMBERED % {"number": ""})
    number = bone.removeprefix(form) if bone.startswith(form) else bone.removesuffix(form)
    numbered = number != bone and _NUMBER.fullmatch(number) is not None
    return name if numbered and number != skeleton(str(own)) else None


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
