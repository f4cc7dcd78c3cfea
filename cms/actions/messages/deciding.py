"""What others do with a message: hold, release, hide, remove, restore, lock.

Whoever calls has checked the right and stands in a transaction of their own; `grant` is the grant that it was done
under, None for staff. Each refuses (Conflict) where the message's state does not allow it.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions import restrictions
from advocates.models import Grant, Halt
from cms.actions.messages.wording import told
from cms.models import Message, Thread, Trip
from cms.queries.restricted import restrictions_of
from record.actions import write
from sitewide.errors import Conflict

State = Message.State


def locked(message: Message) -> Message:
    """The row as it is now, locked until the transaction ends."""
    return Message.objects.select_for_update().get(pk=message.pk)


@transaction.atomic
def hold(message: Message, *, reason: str, actor: User | None, at: datetime) -> Message:
    """Take a published message out of sight until somebody decided. `reason` is a code."""
    held = _moved(message, to=State.HELD, sources={State.PUBLISHED})
    held.hold_reason = reason[:40]
    return _changed(held, "message.held", actor=actor, at=at, grant=None, reason=held.hold_reason)


@transaction.atomic
def release(
    message: Message, *, actor: User | None, at: datetime, grant: Grant | None = None, override: str = ""
) -> Message:
    """Publish a message that waited. What was said under a right waits on (409) while a restriction stops it, unless
    somebody whom the restriction names says in `override` why it may be said."""
    free = _moved(message, to=State.PUBLISHED, sources={State.HELD})
    _must_be_unrestricted(free, actor, override, at)
    free.hold_reason, free.published_at = "", free.published_at or at
    return _changed(free, "message.released", actor=actor, at=at, grant=grant)


@transaction.atomic
def hide(
    message: Message, *, actor: User | None, at: datetime, grant: Grant | None = None, clause: str = ""
) -> Message:
    """Take it out of sight, reversibly. `clause` is the rule it broke, as readers are told."""
    hidden = _moved(message, to=State.HIDDEN, sources={State.PUBLISHED, State.HELD})
    hidden.hold_reason, hidden.clause = "", clause[:160]
    return _changed(hidden, "message.hidden", actor=actor, at=at, grant=grant)


@transaction.atomic
def remove(
    message: Message, *, actor: User | None, at: datetime, grant: Grant | None = None, clause: str = ""
) -> Message:
    """Remove it; only an appeal or a second decision restores it. `clause` as for `hide`."""
    removed = _moved(message, to=State.REMOVED, sources={State.PUBLISHED, State.HELD, State.HIDDEN})
    removed.hold_reason, removed.clause = "", clause[:160]
    return _changed(removed, "message.removed", actor=actor, at=at, grant=grant)


@transaction.atomic
def restore(
    message: Message, *, actor: User | None, at: datetime, grant: Grant | None = None, override: str = ""
) -> Message:
    """Show a hidden or removed message again. What readers never saw is released by it: restrictions hold as there."""
    back = _moved(message, to=State.PUBLISHED, sources={State.HIDDEN, State.REMOVED})
    if back.published_at is None:
        _must_be_unrestricted(back, actor, override, at)
    back.clause, back.published_at = "", back.published_at or at
    return _changed(back, "message.restored", actor=actor, at=at, grant=grant)


@transaction.atomic
def lock(message: Message, *, actor: User | None, at: datetime, grant: Grant | None = None) -> Message:
    """Take no more answers and no more edits."""
    return _latched(message, True, actor=actor, at=at, grant=grant)


@transaction.atomic
def unlock(message: Message, *, actor: User | None, at: datetime, grant: Grant | None = None) -> Message:
    """Take answers and edits again."""
    return _latched(message, False, actor=actor, at=at, grant=grant)


def _moved(message: Message, *, to: Message.State, sources: set[Message.State]) -> Message:
    """The locked row in its new state. Refuses a step that is not one of `sources` or not in `TRANSITIONS`."""
    row = locked(message)
    if row.state not in sources or to not in Message.TRANSITIONS[row.state]:
        told_state = {"state": row.get_state_display()}
        raise Conflict(_("This cannot be done: the message is %(state)s.") % told_state, code="state")
    if to == State.PUBLISHED:
        _must_not_be_stopped(row)
    row.state = to
    return row


def _must_not_be_stopped(row: Message) -> None:
    """Refuses to show what somebody halted, or what the breaker holds, whoever asks, until that is ended."""
    if Halt.objects.active().filter(level=Halt.Level.MESSAGE, message_id=row.pk).exists():
        raise Conflict(_("This message is halted: somebody lifts the halt first."), code="halted")
    if Trip.objects.filter(message=row, state=Trip.State.OPEN).exists():
        raise Conflict(
            _("The breaker holds this message: a manager releases or removes all of it on the breaker's screen."),
            code="tripped",
        )


def _must_be_unrestricted(row: Message, actor: User | None, reason: str, at: datetime) -> None:
    stopping = restrictions_of(row, at=at)
    if not stopping or row.exercise is None:
        return
    if not reason.strip():
        raise Conflict(stopping[0].check.sentence, code="restricted")
    found = [stop.restriction for stop in stopping]
    kept = restrictions.must_override(found, actor=actor, advocate_id=row.author_id, reason=reason)
    assert actor is not None, "nobody overrides nothing"
    restrictions.override(found, exercise=row.exercise, advocate=row.author, actor=actor, reason=kept, at=at)


def _latched(message: Message, shut: bool, *, actor: User | None, at: datetime, grant: Grant | None) -> Message:
    row = locked(message)
    if row.locked == shut:
        raise Conflict(_("The message is locked already.") if shut else _("The message is not locked."), code="state")
    row.locked = shut
    return _changed(row, "message.locked" if shut else "message.unlocked", actor=actor, at=at, grant=grant)


def _changed(row: Message, verb: str, *, actor: User | None, at: datetime, grant: Grant | None, **more: str) -> Message:
    row.save(update_fields=["state", "hold_reason", "clause", "published_at", "locked"])
    Thread.objects.touch(row.page_id)
    write(verb, at=at, subject=row, actor=actor, program=row.program, grant=grant, **told(row, (), **more))
    return row
