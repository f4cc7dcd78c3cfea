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
    about = ("page", "author", "program", "root", "answers__author", "exercise__grant__granted_by")
    message = Message.objects.filter(pk=message_id, program=program).select_related(*about).first()
    if message is None:
        raise NotFound(_("There is no such message."))
    readable = Message.objects.readable().filter(pk=message.pk).exists()
    own = message.author_id == reader.pk
    staff = manages(reader, program)
    if not (readable or own or staff):
        raise NotFound(_("There is no such message."))
    return Said(message, readable, own, staff)


def shown_versions(message: Message) -> list[MessageVersion]:
    """Every earlier text that readers saw, newest first."""
    return list(message.versions.filter(shown=True).order_by("-number"))


def newest_posts(program: Program, most: int = 4) -> list[Message]:
    """What advocates posted last, for cards."""
    posts = Message.objects.readable().filter(program=program, kind=Message.Kind.POST)
    return list(posts.select_related("author", "page").prefetch_related("pictures").order_by("-published_at")[:most])


def newest_grants(program: Program, at: datetime, most: int = 6) -> list[Grant]:
    """The live grants given last that can be used, one for each advocate."""
    live = with_suspension(Grant.objects.live(at), at).filter(program=program, suspended=False)
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
