"""What a moderator narrows the queue by: read from an address or a saved view, written back, and as a condition."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from wagtail.models import Page

from cms.models import Picture
from moderation.models import Cause
from moderation.queries.passing import waits_for_opinion

NEWCOMER = timedelta(days=14)
EVERY, UNREAD = "all", "unread"
LEVELS = ("2", "3", "4")
LONGEST = 8


@dataclass(frozen=True, slots=True)
class Filters:
    """Texts as they stand in the address; empty means not narrowed by this.

    `place` is a page with everything below it, `urgency` the least level. `language` is a code, `all`, or `unread`: what
    none of the moderators reads; empty means the languages that the person reads.
    """

    place: str = ""
    cause: str = ""
    language: str = ""
    urgency: str = ""
    overdue: str = ""
    escalated: str = ""
    newcomers: str = ""
    links: str = ""
    pictures: str = ""
    asked: str = ""
    handed: str = ""

    @property
    def given(self) -> dict[str, str]:
        """Those that narrow, by name."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def query(self) -> str:
        """For an address, without the question mark."""
        return urlencode(self.given)

    @property
    def number(self) -> int:
        return len(self.given)


NAMES = tuple(field.name for field in fields(Filters))
SWITCHES = ("overdue", "escalated", "newcomers", "links", "pictures", "asked", "handed")


def filters_of(said: Mapping[str, Any]) -> Filters:
    """The filters that an address or a saved view names; what cannot be read narrows nothing."""
    given = {name: str(said.get(name) or "") for name in NAMES}
    readable = {name: value for name, value in given.items() if value and _readable(name, value)}
    return Filters(**readable)


def narrowed_by(
    filters: Filters, *, at: datetime, person_id: int, reads: Iterable[str] = (), read: Iterable[str] = ()
) -> Q:
    """The condition on cases. `reads` are the languages of the person, `read` those of all moderators; empty is every one.

    One query where a place is named.
    """
    q = _in_language(filters.language, tuple(reads), tuple(read))
    if filters.place:
        path = Page.objects.filter(pk=int(filters.place)).values_list("path", flat=True).first()
        q &= Q(path__startswith=path) if path else Q(pk__in=())
    if filters.cause:
        q &= Q(Exists(Cause.objects.filter(case=OuterRef("pk"), kind=filters.cause)))
    if filters.urgency:
        q &= Q(urgency__gte=int(filters.urgency))
    if filters.overdue:
        q &= Q(due_at__lt=at)
    if filters.escalated:
        q &= Q(escalated=True)
    if filters.handed:
        q &= Q(handed_to=person_id, handed_until__gt=at)
    if filters.asked:
        q &= Q(waits_for_opinion())
    return q & _about_message(filters, at)


def _about_message(filters: Filters, at: datetime) -> Q:
    q = Q()
    if filters.newcomers:
        q &= Q(message__author__date_joined__gt=at - NEWCOMER)
    if filters.links:
        q &= Q(message__body__contains="<a ")
    if filters.pictures:
        q &= Q(Exists(Picture.objects.filter(message=OuterRef("message"))))
    return q


def _in_language(wanted: str, reads: tuple[str, ...], read: tuple[str, ...]) -> Q:
    """A text whose language nobody can tell is everybody's."""
    if wanted == EVERY:
        return Q()
    if wanted == UNREAD:
        return ~Q(language__in=(*read, "")) if read else Q(pk__in=())
    if wanted:
        return Q(language=wanted)
    return Q(language__in=(*reads, "")) if reads else Q()


def _readable(name: str, value: str) -> bool:
    match name:
        case "place":
            return value.isascii() and value.isdecimal() and len(value) < 19
        case "cause":
            return value in Cause.Kind.values
        case "urgency":
            return value in LEVELS
        case "language":
            return value.isascii() and value.isalpha() and len(value) <= LONGEST
        case _:
            return value == "1"
