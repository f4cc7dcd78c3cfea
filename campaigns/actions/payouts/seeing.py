"""What Stripe says of a transfer or of the bank, in an answer, a message or a list: facts that only move forward."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from campaigns.actions.payouts.moving import become, locked, may_become, take_back
from campaigns.models import Payout
from campaigns.stripe_answers import Transfer
from record.actions import write

State = Payout.State


@transaction.atomic
def see(payout_id: int, transfer: Transfer, *, at: datetime) -> Payout:
    """Take in that the transfer exists, and how much of it was taken back. Old news change nothing.

    What differs from the payout in amount, currency, person or mode moves no state: it is marked and written down.
    """
    payout = locked(payout_id)
    if not _agrees(payout, transfer):
        return _marked(payout, transfer, at)
    if payout.state in Payout.OPEN:
        payout.transfer_id, payout.arrival_id, payout.code = transfer.id, transfer.arrival, ""
        payout.destination, payout.sent_at = transfer.destination, at
        become(payout, State.SENT, at=at, transfer=transfer.id)
    if transfer.reversed_amount > payout.reversed_amount:
        _see_reversal(payout, transfer.reversed_amount, at)
    return payout


def _agrees(payout: Payout, transfer: Transfer) -> bool:
    """Whether it is this payout's one transfer. One that failed for us must not exist."""
    told = (transfer.amount, transfer.currency, transfer.live, transfer.group)
    if told != (payout.amount, payout.currency, settings.TABARD_STRIPE_LIVE, payout.group):
        return False
    known, sent_to = payout.transfer_id or transfer.id, payout.destination or transfer.destination
    return payout.state != State.FAILED and known == transfer.id and sent_to == transfer.destination


def _marked(payout: Payout, transfer: Transfer, at: datetime) -> Payout:
    if payout.code != "mismatch":
        payout.code = "mismatch"
        payout.save(update_fields=["code"])
        write("payout.mismatch", at=at, program=payout.program, subject=payout, transfer=transfer.id)
    return payout


def _see_reversal(payout: Payout, amount: int, at: datetime) -> None:
    take_back(payout, amount, at=at)
    if amount == payout.amount and may_become(payout, State.REVERSED):
        payout.code = ""
        become(payout, State.REVERSED, at=at)
        return
    payout.code = "partly_reversed"
    payout.save(update_fields=["reversed_amount", "code"])
    write(
        "payout.partly_reversed", at=at, program=payout.program, subject=payout, amount=payout.amount, reversed=amount
    )  # fmt: skip


@transaction.atomic
def see_in_bank(account: str, arrivals: Collection[str], *, at: datetime) -> int:
    """Take in that the bank has these payments of the account; answers how many payouts that settles."""
    settled = 0
    for number in _numbers(account, arrivals):
        payout = locked(number)
        if may_become(payout, State.PAID):
            payout.code = "" if payout.code == "bank_returned" else payout.code
            become(payout, State.PAID, at=at)
            settled += 1
    return settled


@transaction.atomic
def see_returned(account: str, arrivals: Collection[str], *, at: datetime) -> int:
    """The bank sent them back to the person's account at Stripe: it says so, and the state stays what it was."""
    marked = 0
    for number in _numbers(account, arrivals):
        payout = locked(number)
        if payout.state in (State.SENT, State.PAID) and payout.code != "bank_returned":
            payout.code = "bank_returned"
            payout.save(update_fields=["code"])
            write("payout.bank_returned", at=at, program=payout.program, subject=payout)
            marked += 1
    return marked


def _numbers(account: str, arrivals: Collection[str]) -> list[int]:
    found = Payout.objects.filter(destination=account, arrival_id__in=list(arrivals)).exclude(arrival_id="")
    return list(found.order_by("pk").values_list("pk", flat=True))
