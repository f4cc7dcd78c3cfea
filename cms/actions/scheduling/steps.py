"""What every change of a scheduled post has in common: the locked row, the state that may follow, the record."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cms.models import Scheduled
from record.actions import write
from sitewide.errors import Conflict, NotFound


def locked(scheduled: Scheduled) -> Scheduled:
    """The row as it is now, locked until the transaction ends, so that sending and changing wait for each other."""
    rows = Scheduled.objects.select_for_update(of=("self",)).select_related("program", "page", "author")
    found = rows.filter(pk=scheduled.pk).first()
    if found is None:
        raise NotFound(_("There is no such scheduled post."))
    return found


def must_be_theirs(row: Scheduled, actor: User) -> None:
    """Refuses (404) everybody but the author."""
    if row.author_id != actor.pk or not actor.is_active:
        raise NotFound(_("There is no such scheduled post."))


def must_follow(row: Scheduled, state: Scheduled.State) -> None:
    """Refuses (409) a state that cannot follow the row's."""
    if state not in Scheduled.TRANSITIONS[row.state]:
        told = {"state": row.get_state_display()}
        raise Conflict(_("This cannot be done: the post is %(state)s.") % told, code=f"already_{row.state}")


def noted(row: Scheduled, verb: str, *, actor: User | None, at: datetime, **data: Any) -> None:
    about: dict[str, Any] = {"page_id": row.page_id, "author_id": row.author_id, "due_at": row.due_at.isoformat()}
    write(verb, at=at, subject=row, actor=actor, program=row.program, **about | data)
