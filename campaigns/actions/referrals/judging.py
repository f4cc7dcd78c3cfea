"""What a manager decides on an order with a hint."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from campaigns.actions.near import must_not_be_near
from campaigns.actions.referrals.settling import count
from campaigns.models import Conversion
from record.actions import write
from sitewide.errors import Conflict, Forbidden
from sitewide.reasons import reason_of

State = Conversion.State


@transaction.atomic
def let_count(conversion: Conversion, *, reason: str, actor: User, at: datetime) -> Conversion:
    """It counts when its hold is over, or now where that is so; also one that was refused before.

    Refuses 403 whoever does not manage the program, whose own link it is (`own`) and who stands near to that advocate
    (`near`), 422 no reason, 409 what was sent back.
    """
    row = _decided(conversion, State.COUNTED, reason, actor, at)
    row.look_until = None
    row.state = State.HELD
    row.save()
    write("referral.let_count", at=at, actor=actor, program=row.program, subject=row)
    if row.hold_until <= at:
        count(row, at=at)
    return row


@transaction.atomic
def refuse(conversion: Conversion, *, reason: str, actor: User, at: datetime) -> Conversion:
    """It does not count; the advocate reads why. Refuses as `let_count`, and 409 what has counted."""
    row = _decided(conversion, State.REFUSED, reason, actor, at)
    row.state = State.REFUSED
    row.save()
    write("referral.refused", at=at, actor=actor, program=row.program, subject=row)
    return row


def _decided(conversion: Conversion, state: str, reason: str, actor: User, at: datetime) -> Conversion:
    rows = Conversion.objects.select_for_update(of=("self",)).select_related("program", "rule", "link__member")
    row = rows.get(pk=conversion.pk)
    must_manage(actor, row.program)
    if row.link.member_id == actor.pk:
        raise Forbidden(_("Nobody decides on an order of their own link."), code="own")
    must_not_be_near(actor, [row.link.member_id], row.program, since=row.ordered_at)
    if state not in Conversion.TRANSITIONS[row.state]:
        raise Conflict(_("This order is decided already."), code="decided")
    row.reason = reason_of(reason, 400, _("Say why: the advocate reads it."), code="reason")
    row.decided_by, row.decided_at = actor, at
    return row
