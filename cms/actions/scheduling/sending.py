"""Saying what is due, with the right examined at that moment; and what becomes of a post that could not be said."""

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions import restrictions
from advocates.actions.authority import must_manage
from advocates.queries import address_of
from advocates.rights import Origin
from cms.actions.messages.speaking import post
from cms.actions.messages.wording import worded
from cms.actions.scheduling.planning import moved
from cms.actions.scheduling.steps import locked, must_follow, noted
from cms.models import Message, Scheduled
from cms.queries.restricted import active_in, stopping
from cms.queries.scheduled import due, owner_of
from sitewide.errors import Forbidden, Invalid, Refused
from sitewide.mail import write_letter
from sitewide.reasons import reason_of

logger = logging.getLogger(__name__)
State = Scheduled.State
MOST_REASON = 400


def send_due(*, at: datetime) -> int:
    """Say or hold everything that is due, each in a transaction of its own; answers how many. Safe to run twice or at
    once: whoever is killed leaves the row as it was, and one that fails keeps no other from being said."""
    taken = 0
    for pk in due(at):
        try:
            taken += send(pk, at=at)
        except Exception:
            logger.exception("scheduled post %s could not be sent; the next sweep tries again", pk)
    return taken


@transaction.atomic
def send(scheduled_id: int, *, at: datetime) -> bool:
    """Say one post that is due: it uses the right now, or is held with the reason and an owner, never dropped.

    False where it is not due, no longer waits, or is in another worker's hands.
    """
    rows = Scheduled.objects.select_for_update(skip_locked=True, of=("self",))
    waiting = rows.filter(pk=scheduled_id, state=State.WAITING, due_at__lte=at)
    row = waiting.select_related("program", "page", "author").first()
    if row is None:
        return False
    try:
        said = _said(row, at=at)
    except Refused as refused:
        owner = owner_of(row, refused, at=at)
        _hold(row, refused.code, str(refused.sentence), owner, actor=None, at=at)
    else:
        _sent(row, said, actor=None, at=at)
    return True


@transaction.atomic
def release(scheduled: Scheduled, *, actor: User, at: datetime, reason: str = "") -> Scheduled:
    """A manager has a held post said now. The right is examined afresh; only a restriction that names the manager is
    set aside, with the reason.

    Refuses whoever is no manager and the author (403), what is not held (409), `must_override`, and what `post` refuses.
    """
    row = locked(scheduled)
    _must_be_a_manager_of_it(row, actor)
    text = worded(Message.Kind.POST, row.title, row.body).text
    stops = stopping(active_in(row.program_id, at), row.page.path, text)
    found = [stop.restriction for stop in stops]
    kept = restrictions.must_override(found, actor=actor, advocate_id=row.author_id, reason=reason) if found else ""
    said = _said(row, at=at, overridden=frozenset(one.pk for one in found))
    assert said.exercise is not None, "a post rests on an exercise"
    restrictions.override(found, exercise=said.exercise, advocate=row.author, actor=actor, reason=kept, at=at)
    return _sent(row, said, actor=actor, at=at)


@transaction.atomic
def give_back(scheduled: Scheduled, *, reason: str, actor: User, at: datetime) -> Scheduled:
    """A manager leaves a held post to its author, who is told why and chooses another time, other words, or cancels.

    Refuses whoever is no manager and the author (403), what is not held (409), and without a reason (422).
    """
    row = locked(scheduled)
    _must_be_a_manager_of_it(row, actor)
    kept = reason_of(reason, MOST_REASON, _("Say why: the author reads it."))
    return _hold(row, "given_back", kept, row.author, actor=actor, at=at)


def _must_be_a_manager_of_it(row: Scheduled, actor: User) -> None:
    must_manage(actor, row.program)
    if row.author_id == actor.pk:
        raise Forbidden(_("Somebody else decides about your own post."), code="own")
    if row.state != State.HELD:
        must_follow(row, State.HELD)
        raise Invalid(_("This post is not held: it is said when it is due."), code="not_held", status=409)


def _said(row: Scheduled, *, at: datetime, overridden: frozenset[int] = frozenset()) -> Message:
    """The message, in a savepoint: a refusal leaves nothing of it behind."""
    origin = moved(Origin(row.known, row.proved_at), at - row.made_at)
    with transaction.atomic():
        return post(
            row.page, author=row.author, title=row.title, body=row.body, at=at, origin=origin, overridden=overridden
        )


def _sent(row: Scheduled, said: Message, *, actor: User | None, at: datetime) -> Scheduled:
    row.state, row.message, row.hold_code, row.hold_why, row.owner = State.SENT, said, "", "", None
    row.save(update_fields=["state", "message", "hold_code", "hold_why", "owner"])
    noted(row, "post.sent", actor=actor, at=at, message=said.pk)
    return row


def _hold(row: Scheduled, code: str, why: str, owner: User, *, actor: User | None, at: datetime) -> Scheduled:
    row.state, row.hold_code, row.hold_why, row.owner = State.HELD, code[:40], why[:600], owner
    row.save(update_fields=["state", "hold_code", "hold_why", "owner"])
    noted(row, "post.held", actor=actor, at=at, code=row.hold_code, owner=owner.pk)
    for reader in {row.author_id: row.author, owner.pk: owner}.values():
        if reader.is_active:
            context = {"base_url": address_of(row.program), "post": row, "reader": reader, "program": row.program}
            write_letter(to=reader.email, about="scheduled_held", context=context, at=at, member=reader)
    return row
