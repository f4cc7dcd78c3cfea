import logging

from campaigns import stripe_gateway
from campaigns.actions import funding, funding_returns, stripe_events
from campaigns.actions.payouts import seeing
from campaigns.models import Funding, PayAccount, Payout, StripeEvent
from campaigns.paying import Clock, accounts
from campaigns.stripe_answers import Session, Transfer, session, transfer
from campaigns.stripe_facts import WENT_BACK, kind_of

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 200


def read(*, clock: Clock) -> int:
    """Work off the messages that wait; answers how many. One that fails is put off and stops no other."""
    due = StripeEvent.objects.filter(state=StripeEvent.State.WAITING, due_at__lte=clock()).order_by("due_at", "pk")
    taken = list(due[:MOST_AT_ONCE]) if stripe_gateway.is_on() else []
    for event in taken:
        try:
            stripe_events.done(event, outcome=_worked_off(event, clock))
        except Exception as error:
            logger.warning("Message %s from Stripe is put off", event.event_id, exc_info=True)
            stripe_events.put_off(event, why=f"{type(error).__name__}: {error}", at=clock())
    funding_returns.take_missing(at=clock())
    return len(taken)


def _worked_off(event: StripeEvent, clock: Clock) -> str:
    """What came of it, in a word."""
    kind = kind_of(event.kind)
    if kind == "transfer":
        return see_transfer(transfer(event.facts), clock=clock)
    if kind == "checkout":
        return see_session(session(event.facts), clock=clock)
    if kind in WENT_BACK:
        return see_money_back(event.facts.get("payment_intent") or "", clock=clock)
    if kind == "bank":
        return _bank(event, clock)
    known = PayAccount.objects.filter(stripe_id=event.account or event.facts.get("account", "")).first()
    if known is None:
        return "not ours"
    if not accounts.refresh(known, clock=clock):
        raise ConnectionError("the account could not be asked for")
    return "refreshed"


def see_transfer(told: Transfer, *, clock: Clock) -> str:
    """Take in a transfer that is one of ours by its group."""
    uid = told.group.removeprefix("tabard-")
    known = told.group.startswith("tabard-") and len(uid) == 32 and set(uid) <= set("0123456789abcdef")
    payout = Payout.objects.filter(uid=uid).first() if known else None
    if payout is None:
        return "not ours"
    return str(seeing.see(payout.pk, told, at=clock()).state)


def see_session(told: Session, *, clock: Clock) -> str:
    """Take in a Checkout session that is one of ours by its reference. What went back of it may have been told before."""
    row = funding.settle(told, at=clock())
    if row is None:
        return "not ours"
    if row.state == Funding.State.PAID:
        see_money_back(row.payment_id, clock=clock)
    return str(row.state)


def see_money_back(payment: str, *, clock: Clock) -> str:
    """Ask how much of a payment went back, and take that in; what is told of it meanwhile may be older than that."""
    row = Funding.objects.filter(payment_id=payment).first() if payment else None
    if row is None:
        return "not ours"
    asked_at = clock()
    found = funding_returns.take_in(row.pk, gone=stripe_gateway.gone_of(payment), asked_at=asked_at)
    return f"{found.gone if found else 0} back"


def _bank(event: StripeEvent, clock: Clock) -> str:
    """One payout to the person's bank takes the payments of many transfers along; which, Stripe is asked. The account
    may be one that the person has left since."""
    account = event.account
    if not Payout.objects.filter(destination=account).exists():
        return "not ours"
    seen = see_bank(account, event.facts["id"], event.kind == "payout.paid", clock=clock)
    if Payout.objects.filter(destination=account, state__in=Payout.IN_DOUBT).exists():
        raise LookupError("it may be about a payout in doubt")
    return f"{seen} payouts"


def see_bank(account: str, bank_payout: str, arrived: bool, *, clock: Clock) -> int:
    """Take in that one payout to a bank arrived, or came back; answers how many of ours that changes."""
    see = seeing.see_in_bank if arrived else seeing.see_returned
    return see(account, stripe_gateway.arrivals_of(account, bank_payout), at=clock())
