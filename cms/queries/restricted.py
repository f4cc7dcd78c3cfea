"""What stops something from being said here and now: quiet periods and embargoes, looked at as the rule of rights does."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from advocates.models import Restriction
from advocates.rights import Check, stops
from cms.models import Message
from sitewide.text import to_plain


@dataclass(frozen=True, slots=True)
class Stop:
    """A restriction with the check that fails because of it."""

    restriction: Restriction
    check: Check


def active_in(program_id: int, at: datetime) -> list[Restriction]:
    found = Restriction.objects.filter(program=program_id, lifted_at=None, starts_at__lte=at, ends_at__gt=at)
    return list(found.select_related("place", "program", "set_by").order_by("pk"))


def stopping(active: list[Restriction], path: str, text: str) -> list[Stop]:
    """Those of them that cover the page at `path` and this text; no query."""
    return [Stop(one, check) for one in active if (check := stops(one, path, text))]


def restrictions_of(message: Message, *, at: datetime) -> list[Stop]:
    """What stops something that is said already; a comment is under no restriction. One query while none is active."""
    active = active_in(message.program_id, at) if message.is_delegated else []
    if not active:
        return []
    return stopping(active, message.page.path, f"{message.title}\n{to_plain(message.body)}")


def may_override(stops: list[Stop], person: User, author_id: int) -> bool:
    """Whether every one of these restrictions names the person, whose own words they are not. For what is shown."""
    named = Restriction.objects.filter(pk__in=[stop.restriction.pk for stop in stops], overriders=person).count()
    return named == len(stops) and person.pk != author_id
