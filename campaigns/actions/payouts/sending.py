"""A payout on its way out: taken before Stripe is called, and settled by what came of the call.

Between the two there is no transaction. Whoever is killed there leaves a payout that is being sent, under a key that is
stored: it is looked up at Stripe before anything is tried again, and tried again only under the same key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from campaigns.actions.ledger import holding_of
from campaigns.actions.payouts.moving import become, locked, may_become
from campaigns.actions.tax.forms import ask_for
from campaigns.actions.tax.gates import WAITING_FOR_TAX
from campaigns.models import Account, PayAccount, Payout
from campaigns.queries.payouts import SENT_AGAIN_AFTER, may_pay
from record.actions import write

State = Payout.State
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
GATE_WAIT = timedelta(minutes=2)
"""How long a payout that may not go out yet is left alone; what opens the gate calls it back at once."""
STALE = timedelta(minutes=3)
"""A call ends within 35 seconds: whoever is at it for longer is dead."""
SAFETY = timedelta(minutes=10)
"""For so long a transfer that is not listed may still turn up."""
MARGIN = timedelta(hours=2)
"""Between our last try under a key and the moment from which Stripe may have forgotten it."""


@dataclass(frozen=True, slots=True)
class Order:
    """One call that may be made now. `attempt` tells its answer from that of an earlier one."""

    payout_id: int
    attempt: int
    key: str
    group: str
    amount: int
    currency: str
    destination: str


@transaction.atomic
def take(payout_id: int, *, at: datetime) -> Order | None:
    """Begin to send a waiting payout, with its key stored. None if it is not due, in other hands, or may not go out:
    then it says why and waits."""
    payout = _due(payout_id, State.QUEUED)
    if payout is None or payout.due_at > at:
        return None
    _one_at_a_time(payout)
    if hindrance := may_pay(payout, at):
        _wait(payout, hindrance, at + GATE_WAIT)
        if hindrance == WAITING_FOR_TAX:
            ask_for(payout.program, payout.member, at=at)
        return None
    account = PayAccount.objects.get(program=payout.program, member=payout.member)
    payout.key = f"payout-{payout.pk}-{payout.uid.hex}-{payout.round}"
    payout.destination, payout.round_at = account.stripe_id, payout.round_at or at
    return _order(payout, at)


@transaction.atomic
def take_again(payout_id: int, *, at: datetime) -> Order | None:
    """Send under the same key what was looked up and is not there. None as long as it may still turn up, when it may not
    go out, and from when on Stripe may have forgotten the key: then only a person decides."""
    payout = _due(payout_id, State.UNKNOWN)
    if payout is None or not payout.asked_at or not payout.round_at or not payout.looked_at:
        return None
    _one_at_a_time(payout)
    in_time = at - payout.asked_at >= SAFETY and at - payout.round_at < SENT_AGAIN_AFTER - MARGIN
    if not in_time or payout.looked_at < payout.asked_at + SAFETY or may_pay(payout, at):
        return None
    return _order(payout, at)


@transaction.atomic
def put_back(order: Order, *, code: str, new_round: bool, at: datetime) -> None:
    """Nothing was done, for certain: let it wait and try again. `new_round` where Stripe keeps its refusal by the key."""
    payout = _of(order)
    if payout is None:
        return
    if new_round:
        payout.round, payout.round_at = payout.round + 1, None
    payout.code, payout.due_at = code, at + min(FIRST_WAIT * 2 ** min(payout.attempts, 10), LONGEST_WAIT)
    become(payout, State.QUEUED, at=at)


@transaction.atomic
def fail(order: Order, *, code: str, at: datetime) -> None:
    """Stripe refuses it, for certain: the person is owed nothing by this any more, and the reward's part decides."""
    payout = _of(order)
    if payout is not None:
        payout.code = code[:60]
        become(payout, State.FAILED, at=at)


@transaction.atomic
def doubt(order: Order, *, code: str, at: datetime) -> None:
    """Nobody knows whether it went out."""
    payout = _of(order)
    if payout is not None:
        _doubt(payout, code, at)


@transaction.atomic
def doubt_stale(payout_id: int, *, at: datetime) -> None:
    """The same of one that somebody began to send and never came back from."""
    payout = locked(payout_id)
    if payout.state == State.SENDING and payout.asked_at and at - payout.asked_at >= STALE:
        _doubt(payout, "no_answer", at)


@transaction.atomic
def not_there(payout_id: int, *, at: datetime) -> None:
    """It was looked up at Stripe and is not there, yet."""
    payout = locked(payout_id)
    if payout.state == State.UNKNOWN:
        since = at - (payout.asked_at or at)
        payout.looked_at, payout.due_at = at, at + (SAFETY / 5 if since < SAFETY * 2 else LONGEST_WAIT / 2)
        payout.save(update_fields=["looked_at", "due_at"])
        write("payout.looked_up", at=at, program=payout.program, subject=payout, found=False)


def call_back(*, program_id: int, member_id: int | None = None, at: datetime) -> int:
    """Offer again at once what waits for a gate that may have opened."""
    waiting = Payout.objects.filter(program=program_id, state=State.QUEUED, due_at__gt=at)
    return (waiting if member_id is None else waiting.filter(member=member_id)).update(due_at=at)


def _due(payout_id: int, state: str) -> Payout | None:
    """The payout if it is in the state and in nobody else's hands, locked."""
    rows = Payout.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        pk=payout_id, state=state
    )
    return rows.select_related("program", "member", "redemption__reward").first()


def _one_at_a_time(payout: Payout) -> None:
    """Of one person's payouts only one is weighed against the year's threshold at a time: what they are owed is locked."""
    owed = holding_of(payout.program, payout.member, Account.Kind.OWED, payout.currency)
    Account.objects.select_for_update(no_key=True).get(pk=owed.pk)


def _of(order: Order) -> Payout | None:
    """The payout, locked, if the answer to this very call still decides: not after it was looked up or asked again."""
    payout = locked(order.payout_id)
    return payout if payout.state == State.SENDING and payout.attempts == order.attempt else None


def _order(payout: Payout, at: datetime) -> Order:
    assert may_become(payout, State.SENDING), "only what waits or is in doubt is sent"
    payout.attempts, payout.asked_at, payout.code = payout.attempts + 1, at, ""
    become(payout, State.SENDING, at=at, attempt=payout.attempts, round=payout.round)
    return Order(
        payout.pk, payout.attempts, payout.key, payout.group, payout.amount, payout.currency, payout.destination
    )


def _doubt(payout: Payout, code: str, at: datetime) -> None:
    payout.code, payout.due_at = code, at
    become(payout, State.UNKNOWN, at=at)


def _wait(payout: Payout, code: str, until: datetime) -> None:
    payout.code, payout.due_at = code, until
    payout.save(update_fields=["code", "due_at"])
