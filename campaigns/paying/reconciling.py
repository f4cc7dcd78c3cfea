"""Every night: what we believe beside what Stripe lists. What Stripe knows better is taken in, the rest is reported."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from campaigns import stripe_gateway
from campaigns.actions import stripe_events
from campaigns.actions.reconciliations import report
from campaigns.models import Funding, OddTransfer, PayAccount, Payout, Reconciliation
from campaigns.paying import Clock, accounts, reading
from campaigns.stripe_answers import Busy, Movement, Refused, Transfer, Unsure
from campaigns.stripe_facts import OWN, facts_of, when

logger = logging.getLogger(__name__)
BACK = timedelta(days=4)
"""How far each night looks back; what happened twice in that time is taken in once."""
SETTLING = timedelta(hours=1)
"""What is younger may not be listed yet."""
FOLLOWED = timedelta(days=60)
"""For so long it is asked whether what was sent has reached the bank."""
RETURNS = timedelta(days=10)
"""For so long a bank may send back what had arrived. Source: Stripe, "Payouts": within five business days."""
MESSAGES_LATE, LISTED = timedelta(days=1), timedelta(days=29)
"""How far before the last night messages are looked for, and for how long Stripe lists them (30 days)."""
PAYMENTS = ("charge", "payment")
OF_PAYMENTS = (*PAYMENTS, "refund", "payment_refund", "refund_failure", "payment_failure_refund", "adjustment")
Found = dict[int | None, list[dict[str, Any]]]
Sums = dict[int | None, dict[str, int]]


def reconcile(*, clock: Clock) -> int:
    """Take in what was missed, and write one report for each program; answers how many differences were found."""
    if not stripe_gateway.is_on():
        return 0
    at = clock()
    since = at - BACK
    found: Found = defaultdict(list)
    _missed(since, at, clock)
    listed = list(stripe_gateway.transfers_since(since))
    _take_in(listed, found, clock)
    _missing(listed, since, at, found)
    _fundings(at, found, clock)
    _banks(at, clock)
    sums = _sums(stripe_gateway.movements_since(since))
    _paid_in_alike(sums, since, found)
    report(sums=sums, differences=found, since=since, at=at)
    return sum(len(each) for each in found.values())


def _missed(since: datetime, at: datetime, clock: Clock) -> None:
    """Messages that Stripe sent and that never came here, about transfers and payments of any age: kept and worked off as
    if they had come. From the night before on, and a day more, as far as Stripe still lists them."""
    nights = Reconciliation.objects.filter(at__lt=at).order_by("-at").values_list("at", flat=True)
    from_then = max(min(since, (nights.first() or at) - MESSAGES_LATE), at - LISTED)
    for told in stripe_gateway.events_since(from_then, OWN):
        if not told.get("account"):
            stripe_events.keep(
                event_id=told["id"], kind=told["type"], account="", facts=facts_of(told), happened_at=when(told), at=at
            )
    while reading.read(clock=clock) == reading.MOST_AT_ONCE:
        continue


def _take_in(listed: Iterable[Transfer], found: Found, clock: Clock) -> None:
    """Every transfer that names one of our payouts moves it forward; one that names none of them is reported."""
    for transfer in listed:
        outcome = reading.see_transfer(transfer, clock=clock)
        if outcome == "not ours" and transfer.group.startswith("tabard-"):
            found[None].append({"code": "unknown_transfer", "transfer": transfer.id, "theirs": transfer.amount})
    odd = OddTransfer.objects.exclude(state=OddTransfer.State.CLEARED).select_related("payout")
    for each in odd:
        about = {"payout": each.payout_id, "transfer": each.transfer_id, "ours": each.payout.amount}
        found[each.payout.program_id].append({"code": "mismatch", **about, "theirs": each.amount})


def _missing(listed: Iterable[Transfer], since: datetime, at: datetime, found: Found) -> None:
    """What we believe was sent and Stripe does not list."""
    known = {transfer.id for transfer in listed}
    sent = Payout.objects.filter(state__in=Payout.AT_STRIPE, sent_at__gte=since + SETTLING, sent_at__lt=at - SETTLING)
    for payout in sent.exclude(transfer_id__in=known):
        about = {"payout": payout.pk, "transfer": payout.transfer_id, "ours": payout.amount}
        found[payout.program_id].append({"code": "missing_at_stripe", **about})


def _fundings(at: datetime, found: Found, clock: Clock) -> None:
    """What was asked for and never told of: the message may have been lost, or nobody paid."""
    open_ones = Funding.objects.filter(state=Funding.State.ASKED, asked_at__lt=at - SETTLING).exclude(session_id="")
    for funding in open_ones:
        try:
            reading.see_session(stripe_gateway.checkout(funding.session_id), clock=clock)
        except (Busy, Refused, Unsure) as trouble:
            about = {"funding": funding.pk, "ours": funding.amount, "why": str(trouble)}
            found[funding.program_id].append({"code": "funding_unknown", **about})


def _banks(at: datetime, clock: Clock) -> None:
    """Ask for every account with money under way what of it has reached the bank or came back, and how the account stands.

    Accounts that people have left since are asked for, too: what was sent there went to that account's bank.
    """
    since = at - FOLLOWED
    under_way = Q(state=Payout.State.SENT, sent_at__gte=since) | Q(state=Payout.State.PAID, paid_at__gte=at - RETURNS)
    for destination in Payout.objects.filter(under_way).order_by().values_list("destination", flat=True).distinct():
        try:
            _bank(destination, since, clock)
        except (Busy, Refused, Unsure) as trouble:
            logger.warning("Pay account %s cannot be followed to the bank: %s", destination, trouble)


def _bank(destination: str, since: datetime, clock: Clock) -> None:
    account = PayAccount.objects.filter(stripe_id=destination).first()
    if account is not None and not accounts.refresh(account, clock=clock):
        return
    for bank_payout, outcome in stripe_gateway.bank_payouts_since(destination, since):
        reading.see_bank(destination, bank_payout, outcome == "paid", clock=clock)


def _sums(movements: Iterable[Movement]) -> Sums:
    """What moved at Stripe by kind, in minor units, for the program that each line is of; fees apart."""
    sums: Sums = defaultdict(lambda: defaultdict(int))
    for line in movements:
        program = _program_of(line)
        sums[program][line.kind] += line.amount
        sums[program]["fees"] += line.fee
    return sums


def _program_of(line: Movement) -> int | None:
    if line.kind in OF_PAYMENTS and line.payment:
        funding = Funding.objects.filter(payment_id=line.payment).first()
        return funding.program_id if funding else None
    payout = Payout.objects.filter(transfer_id=line.source).first() if line.source else None
    return payout.program_id if payout else None


def _paid_in_alike(sums: Sums, since: datetime, found: Found) -> None:
    """What we counted as paid in, beside what Stripe took in; each night covers the nights before, so the edge moves on."""
    ours: dict[int, int] = defaultdict(int)
    for funding in Funding.objects.filter(state=Funding.State.PAID, asked_at__gte=since + SETTLING):
        ours[funding.program_id] += funding.amount
    for program, amount in ours.items():
        theirs = sum(sums.get(program, {}).get(kind, 0) for kind in PAYMENTS)
        if theirs < amount:
            found[program].append({"code": "funded_less", "ours": amount, "theirs": theirs})
