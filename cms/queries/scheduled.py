"""Posts for later: which are due, whose they are, and who has to do something about one that is held."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import CommunityManager, Grant, Halt, Program, Right
from advocates.queries import manages
from advocates.rights import NotAllowed, covers
from advocates.rights.facts import Place
from cms.models import Scheduled
from cms.queries.restricted import active_in, stopping
from sitewide.errors import NotFound, Refused
from sitewide.text import to_plain

MOST_AT_ONCE = 200
OPEN = (Scheduled.State.WAITING, Scheduled.State.HELD)
FOR_MANAGERS = ("halted", "granted", "unrestricted")
"""Checks whose failure the author cannot mend."""


def due(at: datetime) -> list[int]:
    """What waits and is due, oldest first, at most 200."""
    rows = Scheduled.objects.filter(state=Scheduled.State.WAITING, due_at__lte=at)
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


def zone_of(person: User, program: Program) -> ZoneInfo:
    """The zone that the person chose in their profile, else the program's."""
    return ZoneInfo(person.time_zone) if person.time_zone else program.zone


def scheduled_by(author: User, program: Program) -> QuerySet[Scheduled]:
    return Scheduled.objects.filter(author=author, program=program).select_related("page", "owner", "message")


def own_scheduled(author: User, program: Program, scheduled_id: int) -> Scheduled:
    """Refuses (404) what is somebody else's or another program's."""
    found = scheduled_by(author, program).filter(pk=scheduled_id).first()
    if found is None:
        raise NotFound(_("There is no such scheduled post."))
    return found


def owner_of(row: Scheduled, refused: Refused, *, at: datetime) -> User:
    """Who has to act: the author, or where they cannot, the manager who set what stops it, else the longest serving."""
    if not isinstance(refused, NotAllowed) or refused.code not in FOR_MANAGERS:
        return row.author
    cause = _causes(row, refused.code, at)
    if cause is not None and cause.pk != row.author_id and manages(cause, row.program):
        return cause
    staff = CommunityManager.objects.filter(program=row.program, member__is_active=True).exclude(member=row.author)
    first = staff.select_related("member").order_by("since", "pk").first()
    return first.member if first else row.author


def _causes(row: Scheduled, code: str, at: datetime) -> User | None:
    """Who halted, restricted or granted."""
    if code == "unrestricted":
        text = f"{row.title}\n{to_plain(row.body)}"
        return next((s.restriction.set_by for s in stopping(active_in(row.program_id, at), row.page.path, text)), None)
    grants = Grant.objects.filter(program=row.program, advocate=row.author, right=Right.POST).order_by("-pk")
    if code == "granted":
        newest = grants.select_related("granted_by").first()
        return newest.granted_by if newest else None
    place, numbers = Place.on(row.page, row.program), set(grants.values_list("pk", flat=True))
    for halt in Halt.objects.stopping(row.program).select_related("place", "started_by"):
        if halt.grant_id in numbers or covers(halt, Right.POST, place, row.author_id, None):
            return halt.started_by
    return None
