"""Letters that one can do without: their kinds, who does not want them, and the address by which a letter says so.

What is decided about somebody, what is asked of them or of their office, what keeps their account, and where their money
is, is always written: it is of no kind here.
"""

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from sitewide.models import UnwantedLetter

SALT = "sitewide.letters"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter; `about` are the templates that belong to it."""

    code: str
    label: StrOrPromise
    help: StrOrPromise
    about: frozenset[str]


KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "statement", _("Monthly statement"),
            _("Once a month, where points or money of yours moved. Every statement stays in the portal."),
            frozenset({"statement_ready"}),
        ),
        Kind(
            "recognition", _("Tiers and badges"),
            _("A tier that you reach or leave, a badge that you get. You are always told when one is revoked."),
            frozenset({"tier_changed", "badge_news"}),
        ),
        Kind(
            "ideas", _("Answers to your ideas"), _("Each time what becomes of an idea of yours changes."),
            frozenset({"idea_changed"}),
        ),
        Kind(
            "reminders", _("Reminders"),
            _("Before points expire and before a certification ends. They end whether you are reminded or not."),
            frozenset({"points_ending", "certification_reminder"}),
        ),
    )
}  # fmt: skip
_BY_TEMPLATE = {about: kind for kind in KINDS.values() for about in kind.about}


@dataclass(frozen=True, slots=True)
class Unwanted:
    """What stands below a letter that one can do without."""

    label: StrOrPromise
    url: str


def kind_of(about: str) -> Kind | None:
    """The kind of the letter of these templates; none where it is always written."""
    return _BY_TEMPLATE.get(about)


def unwanted_by(member_id: int) -> frozenset[str]:
    """The codes of the kinds that the member does without; one query."""
    return frozenset(UnwantedLetter.objects.filter(member=member_id).values_list("kind", flat=True))


def is_wanted(kind: Kind, member_id: int) -> bool:
    return not UnwantedLetter.objects.filter(member=member_id, kind=kind.code).exists()


def address_to_end(kind: Kind, member_id: int, base_url: str) -> str:
    """Where whoever holds the letter ends its kind, signed in or not; it says nothing else and ends with the account."""
    token = signing.dumps([member_id, kind.code], salt=SALT)
    return base_url + reverse("unwanted_letter", args=[token])


def read_address(token: str) -> tuple[int, Kind] | None:
    """Whose letters of which kind the address is about; none where we did not make it, or know the kind no more."""
    try:
        number, code = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (number, KINDS[code]) if code in KINDS else None
