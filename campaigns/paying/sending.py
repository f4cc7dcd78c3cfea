import logging

from campaigns import stripe_gateway
from campaigns.actions.payouts import seeing, sending
from campaigns.actions.payouts.sending import Order
from campaigns.models import Payout
from campaigns.paying import Clock
from campaigns.queries.payouts import due_to_look_up, due_to_send
from campaigns.stripe_answers import Busy, Refused, Unsure

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 50


def pay(*, clock: Clock) -> int:
    """Look up what is in doubt, then send what is due; answers how many payouts were touched."""
    if not stripe_gateway.is_on():
        return 0
    doubtful = due_to_look_up(clock(), sending.STALE, MOST_AT_ONCE)
    for number in doubtful:
        look_up(number, clock=clock)
    waiting = due_to_send(clock(), MOST_AT_ONCE)
    for number in waiting:
        order = sending.take(number, at=clock())
        if order is not None and not _sent(order, clock):
            break
    return len(doubtful) + len(waiting)


def look_up(payout_id: int, *, clock: Clock) -> None:
    """Search Stripe for the transfer of a payout in doubt; send it again under its key if it is not there in time."""
    sending.doubt_stale(payout_id, at=clock())
    payout = Payout.objects.get(pk=payout_id)
    if payout.state != Payout.State.UNKNOWN:
        return
    try:
        found = stripe_gateway.transfers_of(payout.group)
    except (Busy, Refused, Unsure) as trouble:
        logger.warning("Payout %s cannot be looked up now: %s", payout_id, trouble)
        return
    for transfer in found:
        seeing.see(payout_id, transfer, at=clock())
    if not seeing.counting(payout_id, found):
        sending.not_there(payout_id, at=clock())
        order = sending.take_again(payout_id, at=clock())
        if order is not None:
            _sent(order, clock)


def _sent(order: Order, clock: Clock) -> bool:
    """Call Stripe and settle by what came of it; False where it makes no sense to go on with others now."""
    try:
        transfer = stripe_gateway.send(
            key=order.key, group=order.group, amount=order.amount, currency=order.currency,
            destination=order.destination, about={"payout": str(order.payout_id)},
        )  # fmt: skip
    except Busy as busy:
        sending.put_back(order, code=busy.code, new_round=False, at=clock())
        return False
    except Unsure as unsure:
        sending.doubt(order, code=unsure.code, at=clock())
        return True
    except Refused as refused:
        return _refused(order, refused, clock)
    seeing.see(order.payout_id, transfer, at=clock())
    return True


def _refused(order: Order, refused: Refused, clock: Clock) -> bool:
    """A no counts only when no earlier try of the same payout has got through after all."""
    try:
        found = stripe_gateway.transfers_of(order.group)
    except (Busy, Refused, Unsure):
        sending.doubt(order, code="no_answer", at=clock())
        return True
    for transfer in found:
        seeing.see(order.payout_id, transfer, at=clock())
    if not found and refused.unmet:
        sending.put_back(order, code=refused.code, new_round=True, at=clock())
    elif not found:
        sending.fail(order, code=refused.code, at=clock())
    return not refused.unmet
