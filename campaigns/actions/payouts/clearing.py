"""A transfer that differs from its payout is cleared up by two managers: one says what became of it, another confirms."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.queries import manages
from campaigns.actions.payouts.moving import locked
from campaigns.actions.payouts.seeing import known_of
from campaigns.models import OddTransfer, Payout
from record.actions import write
from sitewide.errors import Conflict, Forbidden, NotFound
from sitewide.reasons import reason_of

State = OddTransfer.State


@transaction.atomic
def ask(odd: OddTransfer, *, reason: str, actor: User, at: datetime) -> OddTransfer:
    """Say what became of the transfer; nothing is cleared before another manager agrees.

    Refuses 404 strangers, 403 for oneself, 409 what is asked or cleared already, 422 without a reason.
    """
    _payout, row = _decided(odd, State.ASKED, actor)
    row.reason = reason_of(reason, 400, _("Say what became of it."), code="reason_missing")
    row.state, row.asked_by = State.ASKED, actor
    row.save()
    _tell("payout.clearing_asked", row, actor, at, reason=row.reason)
    return row


@transaction.atomic
def confirm(odd: OddTransfer, *, actor: User, at: datetime) -> Payout:
    """The second manager agrees: the transfer counts no more, and what is still in doubt goes its usual way.

    Refuses as `ask` does, and whoever asked (403 `same_person`).
    """
    payout, row = _decided(odd, State.CLEARED, actor)
    _must_be_another(row, actor)
    row.state, row.answered_by, row.answered_at = State.CLEARED, actor, at
    row.save()
    payout.code = known_of(payout)
    payout.save(update_fields=["code"])
    _tell("payout.cleared", row, actor, at, reason=row.reason)
    return payout


@transaction.atomic
def refuse(odd: OddTransfer, *, reason: str, actor: User, at: datetime) -> OddTransfer:
    """The second manager does not agree, and says why: it is to be cleared up again. Refuses as `confirm` does."""
    _payout, row = _decided(odd, State.OPEN, actor)
    _must_be_another(row, actor)
    told = reason_of(reason, 400, _("Say why."), code="reason_missing")
    row.state, row.asked_by, row.reason = State.OPEN, None, ""
    row.save()
    _tell("payout.clearing_refused", row, actor, at, reason=told)
    return row


def _decided(odd: OddTransfer, state: str, actor: User) -> tuple[Payout, OddTransfer]:
    """The payout and the transfer, locked in this order, of a manager who is not paid by it."""
    payout = locked(odd.payout_id)
    if not manages(actor, payout.program):
        raise NotFound(_("There is no such payout."))
    if actor.pk == payout.member_id:
        raise Forbidden(_("Nobody decides about their own pay."), code="own_pay")
    row = OddTransfer.objects.select_for_update().get(pk=odd.pk)
    if state not in OddTransfer.TRANSITIONS[row.state]:
        raise Conflict(_("Somebody was quicker: look at it again."), code="answered")
    row.payout = payout
    return payout, row


def _must_be_another(row: OddTransfer, actor: User) -> None:
    if actor.pk == row.asked_by_id:
        raise Forbidden(_("You asked for this. Another manager must answer."), code="same_person")


def _tell(verb: str, row: OddTransfer, actor: User, at: datetime, **data: Any) -> None:
    payout = row.payout
    write(verb, at=at, actor=actor, program=payout.program, subject=payout, transfer=row.transfer_id, **data)
