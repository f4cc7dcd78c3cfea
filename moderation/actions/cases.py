"""Cases in somebody's hands: claimed with a lease, kept, returned. One moderator holds a case at a time, and one case."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates import rights
from advocates.models import Program
from cms.models import Message
from moderation.actions.caps import must_have_room
from moderation.actions.causes import close_case, look_again, open_case
from moderation.actions.standing import must_be_allowed
from moderation.models import Case, Skip
from moderation.queries.front import front_of, watched
from moderation.queries.passing import open_question
from moderation.queries.places import few_pages
from moderation.queries.queue import Key, in_nobodys_hands, in_order, key_of, offered, without_conflict
from moderation.queries.standing import Standing, conflicts_of, standing_of
from record.actions import write
from sitewide.composed import Composed
from sitewide.errors import Conflict, NotFound

__all__ = ["claim", "claim_next", "close_case", "extend", "look_again", "open_case", "release", "return_lapsed"]

LEASE = timedelta(minutes=15)
TRIES = 4
"""Cases looked at one by one before conflicts are asked of all that stand behind them."""


@transaction.atomic
def claim(case: Case, *, moderator: User, at: datetime) -> Case:
    """Take the case in hand for fifteen minutes; what the moderator held before goes back to the queue.

    Refuses 404 outside their scopes, 403 with a conflict or by the rule of rights, 409 where it is decided, in
    another's hands, kept for another, decided with its leader, or waits for an opinion that they asked for, 429 where
    their week is full. Claiming what one holds keeps it.
    """
    _one_press_at_a_time(moderator)
    mine = Q(claimed_by=moderator, state=Case.State.OPEN, program=case.program_id)
    rows = Case.objects.select_for_update(of=("self",)).select_related("message__program")
    locked = {row.pk: row for row in rows.filter(Q(pk=case.pk) | mine).order_by("pk")}
    wanted = locked.pop(case.pk)
    as_staff = must_be_allowed(wanted.message, moderator, at=at, path=wanted.path, escalated=wanted.escalated)
    must_be_open(wanted)
    must_not_be_in_other_hands(wanted, moderator, at)
    _must_stand_by_itself(wanted)
    if wanted.claimed_by_id != moderator.pk:
        must_have_room(moderator, wanted.program, at=at, as_staff=as_staff)
        _pick_up(wanted, moderator)
    for held in locked.values():
        _give_back(held, moderator, at)
    return _taken(wanted, moderator, at)


@transaction.atomic
def claim_next(
    program: Program, *, moderator: User, at: datetime, skip: Case | None = None, narrowed: Q | None = None
) -> Case | None:
    """Take the most urgent case that nobody holds, of those that fit `narrowed`; None where nothing waits.

    Whoever holds a case gets that one again, so that a second press takes no second case. `skip` is given back and
    passed over: the next after it is taken, from the top of the queue again after the last. Refuses 404 those without
    a scope in the program, by the rule of rights those whose every right stands still, and 429 whose week is full.
    """
    _one_press_at_a_time(moderator)
    standing = standing_of(moderator, program, at=at)
    if not standing.may_look:
        raise NotFound(_("There is no queue for you in this program."))
    if refused := standing.refusal():
        raise rights.NotAllowed(refused)
    if skip is not None:
        _release_if_held(skip, moderator, at)
    elif held := _held(standing):
        return _taken(held, moderator, at)
    must_have_room(moderator, program, at=at, as_staff=standing.is_staff)
    found = _first(standing, skip, narrowed or Q())
    return None if found is None else _taken(found, moderator, at)


@transaction.atomic
def extend(case: Case, *, moderator: User, at: datetime) -> Case:
    """Fifteen minutes more from now, while the moderator works on it. Refuses (409) what they no longer hold.

    Every extension moves the end of the claim, and with it the token that a page which is left may give back.
    """
    locked = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    must_be_open(locked)
    if locked.claimed_by_id != moderator.pk:
        raise Conflict(_("You no longer hold this case. Claim it again to go on."), code="not_held")
    locked.claimed_until = at + LEASE
    locked.save(update_fields=["claimed_until"])
    return locked


@transaction.atomic
def release(case: Case, *, moderator: User, at: datetime, lease: datetime | None = None) -> Case:
    """Give the case back to the queue. What the moderator does not hold stays as it is.

    `lease` is the end of the claim as a page that was left knew it: it gives back that claim alone, not one that was
    taken or extended since, in another window or by coming back.
    """
    _release_if_held(case, moderator, at, lease)
    case.refresh_from_db()
    return case


@transaction.atomic
def return_lapsed(*, at: datetime) -> int:
    """Take away the claims whose time is over; answers how many. The queue shows such cases without waiting for this."""
    lapsed = Case.objects.select_for_update(skip_locked=True).filter(
        state=Case.State.OPEN, claimed_by__isnull=False, claimed_until__lte=at
    )
    cases = list(lapsed.order_by("pk")[:500])
    for case in cases:
        _give_back(case, None, at)
    return len(cases)


def must_be_open(case: Case) -> None:
    if case.state == Case.State.DECIDED:
        raise Conflict(_("Somebody has decided on this case already."), code="decided")
    if case.state != Case.State.OPEN:
        raise Conflict(_("This case was closed: its author has withdrawn the message."), code="closed")


def must_not_be_in_other_hands(case: Case, moderator: User, at: datetime) -> None:
    if case.claimed_by_id not in {None, moderator.pk} and case.claimed_until and case.claimed_until > at:
        raise Conflict(_("Another moderator has this case in hand at the moment."), code="claimed")
    if case.handed_to_id not in {None, moderator.pk} and case.handed_until and case.handed_until > at:
        raise Conflict(_("This case was handed to another moderator, for whom it is kept."), code="handed")


def _must_stand_by_itself(case: Case) -> None:
    if case.leader_id is not None:
        raise Conflict(_("This case is decided together with another that says nearly the same."), code="led")


def _pick_up(case: Case, moderator: User) -> None:
    """Chosen by hand: whoever put it off or skipped it, it waits no longer. Refuses (409) who asked others about it."""
    question = open_question(case)
    if question is not None and question.by_id == moderator.pk:
        raise Conflict(_("You asked for a second opinion: the case waits for somebody else's."), code="asked")
    Skip.objects.filter(by=moderator, case=case).delete()
    if case.snoozed_until is not None:
        case.snoozed_until = None
        case.save(update_fields=["snoozed_until"])


def _one_press_at_a_time(moderator: User) -> None:
    """Presses in several windows happen one after the other, so that nobody holds two cases."""
    User.objects.select_for_update(no_key=True).get(pk=moderator.pk)


def _held(standing: Standing) -> Case | None:
    """The case that the person holds and may still decide, locked."""
    mine = [
        case.pk
        for case in _HELD.rows(person_id=standing.person.pk, program_id=standing.program.pk)
        if case.claimed_until and case.claimed_until > standing.at
    ]
    if not mine:
        return None
    found = offered(standing).filter(standing.usable(), pk__in=mine).order_by("pk").first()
    return found if found and _may_decide(standing, found) else None


_HELD = Composed(
    lambda person_id, program_id: (
        Case.objects.select_for_update()
        .filter(claimed_by=person_id, program=program_id, state=Case.State.OPEN)
        .only("claimed_until")
        .order_by("pk")
    ),
    person_id=int,
    program_id=int,
)


def _may_decide(standing: Standing, case: Case) -> bool:
    """Whether the case, one of those offered, is not kept from them by a conflict."""
    return not conflicts_of(standing.person, Message(pk=case.message_id))


def _first(standing: Standing, skip: Case | None, narrowed: Q) -> Case | None:
    """The first to be had behind the one passed over, or behind the front; else the first of all."""
    rows = offered(standing).filter(standing.usable(), narrowed, in_nobodys_hands(standing.at))
    begin = front_of(standing.program.pk, at=standing.at) if skip is None else key_of(skip)
    if skip is not None:
        rows = rows.exclude(pk=skip.pk)
    if begin is not None and (found := _first_behind(begin, rows, standing)):
        return found
    with watched(standing.program.pk):
        return _first_behind(None, rows, standing)


def _first_behind(begin: Key | None, rows: QuerySet[Case], standing: Standing) -> Case | None:
    """The first that nobody else is taking in this moment and in which the person has no conflict, locked.

    Conflicts are asked of the one that was found; where they are many, of all at once.
    """
    locked, pages = rows.select_for_update(of=("self",), no_key=True, skip_locked=True), few_pages(standing)
    for _try in range(TRIES):
        found = in_order(locked, begin, 1, pages)
        if not found or _may_decide(standing, found[0]):
            return found[0] if found else None
        begin = key_of(found[0])
    found = in_order(locked.filter(without_conflict(standing.person)), begin, 1, pages)
    return found[0] if found else None


def _taken(case: Case, moderator: User, at: datetime) -> Case:
    if case.claimed_by_id != moderator.pk:
        case.version += 1
        write("case.claimed", at=at, subject=case, program=Program(pk=case.program_id), actor=moderator)
    case.claimed_by, case.claimed_until = moderator, at + LEASE
    case.save(update_fields=["claimed_by", "claimed_until", "version"])
    return case


def _release_if_held(case: Case, moderator: User, at: datetime, lease: datetime | None = None) -> None:
    rows = Case.objects.select_for_update().filter(pk=case.pk, claimed_by=moderator, state=Case.State.OPEN)
    if lease is not None:
        rows = rows.filter(claimed_until=lease)
    if held := rows.first():
        _give_back(held, moderator, at)


def _give_back(case: Case, moderator: User | None, at: datetime) -> None:
    """Back to the queue; a lapsed claim is returned by nobody."""
    case.claimed_by = case.claimed_until = None
    case.save(update_fields=["claimed_by", "claimed_until"])
    write(
        "case.released", at=at, subject=case, program=Program(pk=case.program_id), actor=moderator, lapsed=not moderator
    )
