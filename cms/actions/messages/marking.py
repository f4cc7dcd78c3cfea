"""What only staff does: pin a message, close a conversation."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from cms.actions.messages.deciding import locked
from cms.actions.messages.speaking import program_of
from cms.actions.messages.wording import told
from cms.models import BrandPage, Message, Thread
from record.actions import write
from sitewide.errors import Conflict, Forbidden


@transaction.atomic
def pin(message: Message, *, actor: User, at: datetime) -> Message:
    """Keep a published top message above the others. Refuses who is no manager (403), answers, and what is pinned."""
    return _pinned(message, True, actor=actor, at=at)


@transaction.atomic
def unpin(message: Message, *, actor: User, at: datetime) -> Message:
    """Let it stand where its date puts it."""
    return _pinned(message, False, actor=actor, at=at)


@transaction.atomic
def lock_thread(page: BrandPage, *, actor: User, at: datetime) -> Thread:
    """Close the whole conversation of a page: nothing is said or edited there any more."""
    return _closed(page, True, actor=actor, at=at)


@transaction.atomic
def unlock_thread(page: BrandPage, *, actor: User, at: datetime) -> Thread:
    """Open it again."""
    return _closed(page, False, actor=actor, at=at)


def require_manager(actor: User, program: Program) -> None:
    if not manages(actor, program):
        raise Forbidden(_("Only a community manager of the program may do this."), code="not_manager")


def _pinned(message: Message, up: bool, *, actor: User, at: datetime) -> Message:
    row = locked(message)
    require_manager(actor, row.program)
    if row.pinned == up or (up and (row.root_id or row.state != Message.State.PUBLISHED)):
        raise Conflict(_("Only a published message at the top of its branch can be pinned, once."), code="state")
    row.pinned = up
    row.save(update_fields=["pinned"])
    Thread.objects.touch(row.page_id)
    verb = "message.pinned" if up else "message.unpinned"
    write(verb, at=at, subject=row, actor=actor, program=row.program, **told(row))
    return row


def _closed(page: BrandPage, shut: bool, *, actor: User, at: datetime) -> Thread:
    program = program_of(page)
    require_manager(actor, program)
    Thread.objects.touch(page.pk)
    thread = Thread.objects.select_for_update().get(page_id=page.pk)
    if thread.locked == shut:
        raise Conflict(_("This conversation is closed.") if shut else _("This conversation is open."), code="state")
    thread.locked = shut
    thread.save(update_fields=["locked"])
    verb = "thread.locked" if shut else "thread.unlocked"
    write(verb, at=at, subject=thread, actor=actor, program=program, page_id=page.pk)
    return thread
