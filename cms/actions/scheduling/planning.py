"""What an author does with a post for later: schedule it, change it, cancel it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates import rights
from advocates.models import Right
from advocates.rights import UNTOLD, NotAllowed, Origin, Place
from cms.actions.messages.speaking import program_of
from cms.actions.messages.wording import Wording, worded
from cms.actions.scheduling.steps import locked, must_be_theirs, must_follow, noted
from cms.models import BrandPage, Message, Scheduled
from sitewide.errors import Conflict, Invalid

State = Scheduled.State
SOONEST, LATEST = timedelta(minutes=1), timedelta(days=180)
MOST_WAITING = 50


@transaction.atomic
def schedule(
    page: BrandPage,
    *,
    author: User,
    title: str,
    body: str,
    due_at: datetime,
    at: datetime,
    key: str = "",
    origin: Origin = UNTOLD,
) -> Scheduled:
    """Keep a post to be said at `due_at`; nothing is used until then. The same `key` of the author schedules once.

    Refuses `NotAllowed` by what is known of that moment, a time that is not 1 minute to 180 days ahead (422), what
    `post` refuses of the words, and more than 50 posts that wait (409).
    """
    User.objects.select_for_update().only("pk").get(pk=author.pk)
    if key and (first := Scheduled.objects.filter(author=author, sent_key=key).first()):
        return first
    program, wording = program_of(page), worded(Message.Kind.POST, title, body)
    _must_be_ahead(due_at, at)
    then = moved(origin, due_at - at)
    _must_be_allowed(author, Place.on(page, program), wording, due_at=due_at, origin=then)
    if Scheduled.objects.filter(author=author, state__in=[State.WAITING, State.HELD]).count() >= MOST_WAITING:
        raise Conflict(_("%(most)d posts wait already: cancel one first.") % {"most": MOST_WAITING}, code="too_many")
    made = Scheduled.objects.create(
        program=program, page=page, author=author, title=wording.title, body=wording.body, due_at=due_at, made_at=at,
        known=origin.known, proved_at=origin.proved_at, sent_key=key,
    )  # fmt: skip
    noted(made, "post.scheduled", actor=author, at=at)
    return made


@transaction.atomic
def change(
    scheduled: Scheduled,
    *,
    title: str,
    body: str,
    due_at: datetime,
    actor: User,
    at: datetime,
    origin: Origin = UNTOLD,
) -> Scheduled:
    """Other words or another time; what was held is scheduled again.

    Refuses anybody else (404), what is sent or cancelled (409), and what `schedule` refuses.
    """
    row = locked(scheduled)
    must_be_theirs(row, actor)
    must_follow(row, State.WAITING)
    wording = worded(Message.Kind.POST, title, body)
    _must_be_ahead(due_at, at)
    then = moved(origin, due_at - at)
    _must_be_allowed(actor, Place.on(row.page, row.program), wording, due_at=due_at, origin=then)
    row.title, row.body, row.due_at, row.made_at = wording.title, wording.body, due_at, at
    row.known, row.proved_at = origin.known, origin.proved_at
    row.state, row.hold_code, row.hold_why, row.owner = State.WAITING, "", "", None
    row.save()
    noted(row, "post.rescheduled", actor=actor, at=at)
    return row


@transaction.atomic
def cancel(scheduled: Scheduled, *, actor: User, at: datetime) -> Scheduled:
    """It is never said. Refuses anybody else (404), and what is sent or cancelled (409)."""
    row = locked(scheduled)
    must_be_theirs(row, actor)
    must_follow(row, State.CANCELLED)
    return _cancelled(row, actor=actor, at=at)


@transaction.atomic
def cancel_all(program_id: int, author_id: int, *, until: datetime, at: datetime) -> int:
    """Cancel what the author planned in the program up to `until`, because their term ended; answers how many.

    What was sent stays. A post that is just being sent is waited for. Safe to run twice.
    """
    rows = Scheduled.objects.select_for_update(of=("self",)).select_related("program", "page", "author")
    mine = rows.filter(program_id=program_id, author_id=author_id, made_at__lte=until)
    ended = list(mine.filter(state__in=[State.WAITING, State.HELD]).order_by("pk"))
    for row in ended:
        _cancelled(row, actor=None, at=at, code="enrolled")
    return len(ended)


def _cancelled(row: Scheduled, *, actor: User | None, at: datetime, **data: str) -> Scheduled:
    row.state, row.hold_code, row.hold_why, row.owner = State.CANCELLED, "", "", None
    row.save(update_fields=["state", "hold_code", "hold_why", "owner"])
    noted(row, "post.cancelled", actor=actor, at=at, **data)
    return row


def moved(origin: Origin, by: timedelta) -> Origin:
    """The same proof as it stood at one moment, looked at from another: scheduling is the act, sending follows it."""
    return Origin(origin.known, origin.proved_at + by if origin.proved_at else None)


def _must_be_ahead(due_at: datetime, at: datetime) -> None:
    if not SOONEST <= due_at - at <= LATEST:
        told = {"days": LATEST.days}
        raise Invalid(_("Choose a time at least a minute and at most %(days)d days ahead.") % told, code="due_at")


def _must_be_allowed(author: User, place: Place, wording: Wording, *, due_at: datetime, origin: Origin) -> None:
    """Refuses what is known already to be refused at that moment: grants, term, quiet periods of that day."""
    found = rights.examine(author, Right.POST, place, at=due_at, text=wording.text, origin=origin)
    if not found.allowed:
        raise NotAllowed(found)
