"""Promised answers that are overdue: whoever owes one is told, once for every promised day."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from advocates.models import CommunityManager
from advocates.queries import address_of
from campaigns.models import Idea
from campaigns.queries.ideas.listed import overdue_somewhere
from record.actions import write
from sitewide.mail import write_letter

MOST = 200


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Write to the owner of each overdue idea, or to all managers where none of them owns it; answers how many ideas.

    Safe to run twice or at once.
    """
    rows = overdue_somewhere(at).select_for_update(of=("self",), skip_locked=True).select_related("program", "owner")
    told = 0
    for idea in rows.order_by("pk")[:MOST]:
        assert idea.due is not None, "without a day nothing is overdue"
        idea.told_due = idea.due
        idea.save(update_fields=["told_due"])
        for person in _who(idea):
            context = {"idea": idea, "reader": person, "base_url": address_of(idea.program)}
            write_letter(to=person.email, about="idea_overdue", context=context, at=at, member=person)
        write("idea.overdue", at=at, program=idea.program, subject=idea, due=idea.due.isoformat())
        told += 1
    return told


def _who(idea: Idea) -> list[User]:
    """An owner who left or manages no more cannot answer for it."""
    rows = CommunityManager.objects.filter(program=idea.program, member__is_active=True).select_related("member")
    managers = [row.member for row in rows]
    return [one for one in managers if one == idea.owner] or managers
