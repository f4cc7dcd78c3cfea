"""One message and who may know of it; and what advocates said lately."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Grant, Program, Right
from advocates.models.program import paths_down_to
from advocates.queries import manages
from advocates.queries.suspended import with_suspension
from cms.models import Message, MessageVersion
from record.models import Entry
from record.queries import Included, included
from sitewide.errors import NotFound


@dataclass(frozen=True, slots=True)
class Said:
    """A message for one reader. `readable` is whether everybody may see it; `staff` whether the reader manages."""

    message: Message
    readable: bool
    own: bool
    staff: bool


def said_to(reader: User | AnonymousUser, message_id: int, program: Program) -> Said:
    """The message, for everybody if it is published, else for its author and for managers of its program.

    Refuses (404) everybody else, and messages of other programs.
    """
    about = (
        "page",
        "author",
        "program",
        "root",
        "answers__author",
        "acceptance__by",
        "exercise__grant__passed_from__granted_by",
        "exercise__grant__granted_by",
    )
    message = Message.objects.filter(pk=message_id, program=program).select_related(*about).first()
    if message is None:
        raise NotFound(_("There is no such message."))
    readable = Message.objects.readable().filter(pk=message.pk).exists()
    own = message.author_id == reader.pk
    staff = manages(reader, program)
    if not (readable or own or staff):
        raise NotFound(_("There is no such message."))
    return Said(message, readable, own, staff)


OPEN_DATA = frozenset({"kind", "page_id", "author_id", "answers_id", "hits", "text", "reason"})


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry about a message; `shown` is whether everybody may read it, or only that something was sealed there."""

    included: Included
    shown: bool


def kept_of(message: Message) -> list[Kept]:
    """The sealed entries about a message. In full only what its author did and no rule stopped.

    What moderators decided has its own public log, under pseudonyms; what screens and browsers told stays inside.
    """
    return [Kept(found, is_open(found.entry, message)) for found in included(message)]


def is_open(entry: Entry, message: Message) -> bool:
    """Whether everybody may read the entry: its author did it, no rule stopped it, and no browser told on them."""
    plain = set(entry.data) <= OPEN_DATA and not entry.data.get("hits")
    plain = plain and entry.data.get("reason", "probation") == "probation"
    return plain and entry.actor_id == message.author_id


def shown_versions(message: Message) -> list[MessageVersion]:
    """Every earlier text that readers saw, newest first."""
    return list(message.versions.filter(shown=True).order_by("-number"))


def newest_posts(program: Program, most: int = 4) -> list[Message]:
    """What advocates posted last, for cards."""
    posts = Message.objects.readable().filter(program=program, kind=Message.Kind.POST)
    return list(posts.select_related("author", "page").prefetch_related("pictures").order_by("-published_at")[:most])


def newest_grants(program: Program, at: datetime, most: int = 6) -> list[Grant]:
    """The live grants given last that can be used, one for each advocate."""
    live = with_suspension(Grant.objects.live(at), at).filter(program=program, suspended=False, shadow=False)
    live = live.select_related("advocate", "scope")
    return _one_each(live.order_by("-starts_at", "-pk")[: most * 4])[:most]


def speakers_on(path: str, program: Program, at: datetime, most: int = 8) -> list[Grant]:
    """Live grants to post or reply on the page at this treebeard path, one for each advocate, the longest first.

    Each says whether it is `suspended`; a person with another that is not is shown with that.
    """
    live = Grant.objects.live(at).filter(program=program, right__in=[Right.POST, Right.REPLY])
    here = with_suspension(live.filter(scope__path__in=paths_down_to(path)), at).select_related("advocate")
    return _one_each(here.order_by("suspended", "-ends_at", "-pk")[: most * 4])[:most]


def _one_each(grants: Iterable[Grant]) -> list[Grant]:
    first: dict[int, Grant] = {}
    for grant in grants:
        first.setdefault(grant.advocate_id, grant)
    return list(first.values())
