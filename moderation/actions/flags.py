"""A reader's complaint."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Clause
from cms.models import Message
from moderation.models import Flag
from moderation.queries.clauses import clauses_of
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.text import one_line

MOST_IN_A_NOTE = 500


@transaction.atomic
def flag(message: Message, *, by: User, clause: Clause | None, at: datetime, note: str = "") -> Flag:
    """Say that a published message breaks a clause. The case is opened by whoever reads the record.

    Refuses 404 a message that readers do not see, 403 one's own, 422 a clause that cannot be cited, 409 a second time.
    """
    row = Message.objects.select_for_update(of=("self",), no_key=True).select_related("program").get(pk=message.pk)
    if not Message.objects.readable().filter(pk=row.pk).exists():
        raise NotFound(_("This message is not shown any more."))
    if row.author_id == by.pk:
        raise Forbidden(_("You wrote this message yourself. You can edit or withdraw it."), code="own")
    if clause is None or not clauses_of(row.program, at=at).filter(pk=clause.pk).exists():
        raise Invalid(_("Choose the rule that you think it breaks."), code="clause")
    made = _made(Flag(message=row, by=by, clause=clause, note=one_line(note, MOST_IN_A_NOTE), at=at))
    write("flag.raised", at=at, subject=made, actor=by, program=row.program, message=row.pk, clause=clause.code)
    return made


def _made(flag: Flag) -> Flag:
    try:
        with transaction.atomic():
            flag.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("You have flagged this message already. Somebody will look at it."), code="flagged") from None
    return flag
