"""What an author does with their own message: edit with a public history, withdraw."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates import rights
from advocates.models import Grant
from advocates.rights import UNTOLD, NotAllowed, Origin, Place
from cms.actions.messages.breaking import Watched, trip, tripped, watch
from cms.actions.messages.deciding import locked
from cms.actions.messages.wording import Wording, hits_in, hold_reason, told, worded
from cms.models import Message, MessageVersion, Thread
from cms.screening import Hit
from record.actions import write
from sitewide.errors import Conflict, Forbidden

State = Message.State


@transaction.atomic
def edit(message: Message, *, title: str, body: str, actor: User, at: datetime, origin: Origin = UNTOLD) -> Message:
    """Say it differently; readers can see every text they were shown before. Saying the same changes nothing.

    What was said under a right needs a live one that covers the place still, but no quota; on probation, or where a
    screen asks for it, the message waits again. Refuses who is not the author (403), `NotAllowed`, and Conflict for
    what is locked, hidden, removed or withdrawn.
    """
    row = locked(message)
    _require_author(row, actor)
    _require_open(row)
    wording = worded(row.kind, title, body)
    probation = _still_allowed(row, wording, actor, at, origin)
    if (wording.title, wording.body) == (row.title, row.body):
        return row
    hits = hits_in(
        wording, program=row.program, page_id=row.page_id, author=actor, kind=row.kind, at=at, message_id=row.pk,
        language=row.language,
    )  # fmt: skip
    watched = _watched(row, wording, actor, at, origin) if row.is_delegated else None
    _keep(row, actor, at)
    row.title, row.body, row.edited_at = wording.title, wording.body, at
    return _stored(row, hits, waits_already=row.state == State.HELD, probation=probation, watched=watched, at=at)


@transaction.atomic
def withdraw(message: Message, *, actor: User, at: datetime) -> Message:
    """Take one's own message back for good. Refuses who is not the author, and what is removed or withdrawn."""
    row = locked(message)
    _require_author(row, actor)
    if State.WITHDRAWN not in Message.TRANSITIONS[row.state]:
        raise Conflict(_("This message cannot be withdrawn any more."), code="state")
    row.state, row.hold_reason, row.pinned = State.WITHDRAWN, "", False
    row.save(update_fields=["state", "hold_reason", "pinned"])
    Thread.objects.touch(row.page_id)
    _tell("message.withdrawn", row, at, **told(row))
    return row


def _require_author(row: Message, actor: User) -> None:
    if row.author_id != actor.pk or not actor.is_active:
        raise Forbidden(_("Only its author may do this."), code="not_author")


def _require_open(row: Message) -> None:
    if row.state not in {State.PUBLISHED, State.HELD}:
        raise Conflict(_("This message can no longer be edited."), code="state")
    if row.locked or Thread.objects.filter(page_id=row.page_id, locked=True).exists():
        raise Conflict(_("This message is locked: it can no longer be edited."), code="locked")


def _still_allowed(row: Message, wording: Wording, actor: User, at: datetime, origin: Origin) -> bool:
    """Whether the author is on probation. Refuses what the rule of rights refuses, quota aside; for a comment a silence."""
    if not row.is_delegated:
        rights.must_be_heard(actor, row.program, at=at)
        return False
    place = Place.on(row.page, row.program, (row.pk, row.root_id))
    answer = rights.examine(actor, row.kind, place, at=at, text=wording.text, origin=origin)
    checks = tuple(check for check in answer.checks if check.code != "within_quota")
    if not all(check.passed for check in checks):
        raise NotAllowed(answer._replace(allowed=False, checks=checks))
    return answer.held


def _keep(row: Message, actor: User, at: datetime) -> None:
    MessageVersion.objects.create(
        message=row, number=row.versions.count() + 1, title=row.title, body=row.body,
        shown=row.state == State.PUBLISHED, replaced_at=at, replaced_by=actor,
    )  # fmt: skip


def _watched(row: Message, wording: Wording, actor: User, at: datetime, origin: Origin) -> Watched:
    """An edit counts as a new act for the breaker: what stood there harmlessly may become the worm."""
    watched = watch(
        program=row.program, author=actor, page_id=row.page_id, text=wording.text, body=wording.body, at=at,
        new_device=origin.known is False, message_id=row.pk,
    )  # fmt: skip
    row.sketch, row.sketched_at = watched.sketch, at
    return watched


def _stored(
    row: Message, hits: list[Hit], *, waits_already: bool, probation: bool, watched: Watched | None, at: datetime
) -> Message:
    reason = hold_reason(probation, hits, breaker=tripped(watched))
    if reason and not waits_already:
        row.state, row.hold_reason = State.HELD, reason
    row.save(update_fields=["title", "body", "edited_at", "state", "hold_reason", "sketch", "sketched_at"])
    Thread.objects.touch(row.page_id)
    _tell("message.edited", row, at, **told(row, hits))
    if row.state == State.HELD and not waits_already:
        _tell("message.held", row, at, **told(row, hits), reason=reason)
    if watched and watched.holds:
        trip(row, watched, at=at)
    return row


def _tell(verb: str, row: Message, at: datetime, **data: Any) -> None:
    write(verb, at=at, subject=row, actor=row.author, program=row.program, grant=_grant(row), **data)


def _grant(row: Message) -> Grant | None:
    return row.exercise.grant if row.exercise else None
