"""The one way in which a payout changes its state: by its table, with its money and its entry of the record."""

from datetime import datetime
from typing import Any

from django.db import transaction

from campaigns.actions.budget import move
from campaigns.actions.payouts.owing import facts_of
from campaigns.models import Payout, Transfer
from record.actions import Numbered, write

State = Payout.State
STEPS: dict[str, str] = {State.SENT: Transfer.Kind.PAY, State.FAILED: Transfer.Kind.FALL_BACK}
"""How money moves with a state: it is paid when it has left our balance at Stripe, and owed no more when that failed."""


def locked(payout_id: int) -> Payout:
    """The payout as it is now, in nobody else's hands until the transaction ends."""
    rows = Payout.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("program", "member", "redemption__reward").get(pk=payout_id)


def may_become(payout: Payout, state: str) -> bool:
    return state in Payout.TRANSITIONS[payout.state]


@transaction.atomic
def become(payout: Payout, state: str, *, at: datetime, actor: Numbered | None = None, **data: str | int) -> None:
    """Change the state of a locked payout, move its money, write it down. What the table does not know is a ValueError."""
    if not may_become(payout, state):
        raise ValueError(f"A payout that is {payout.state} does not become {state}.")
    payout.state = state
    if state in (State.FAILED, State.REVERSED):
        payout.ended_at = at
    if state == State.PAID:
        payout.paid_at = at
    payout.save()
    if state in STEPS:
        _move(payout, STEPS[state], payout.amount, f"payout:{payout.pk}:{state}", at)
    told: dict[str, Any] = {**facts_of(payout), **({"code": payout.code} if payout.code else {}), **data}
    write(f"payout.{state}", at=at, actor=actor, program=payout.program, subject=payout, **told)


def take_back(payout: Payout, amount: int, *, at: datetime) -> None:
    """Book what came back of a locked payout beyond what was booked before: it is in the free budget at once.

    The redemption's end releases only what was not released here.
    """
    more, payout.reversed_amount = amount - payout.reversed_amount, amount
    _move(payout, Transfer.Kind.RETURN, more, f"payout:{payout.pk}:return:{amount}", at)
    _move(payout, Transfer.Kind.RELEASE, more, f"payout:{payout.pk}:release:{amount}", at)


def _move(payout: Payout, step: str, amount: int, cause: str, at: datetime) -> None:
    memo = payout.redemption.reward.name
    move(step, program=payout.program, amount=amount, cause=cause, memo=memo, at=at, person=payout.member)
