"""What Stripe says of a transfer or of the bank, in an answer, a message or a list: facts that only move forward."""

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import transaction

from campaigns.actions.payouts.moving import become, locked, may_become, take_back
from campaigns.actions.payouts.sending import LATER
from campaigns.models import OddTransfer, Payout
from campaigns.stripe_answers import Transfer
from record.actions import write
from record.queries import entries_about

State = Payout.State
RETURNED = "payout.bank_returned"


@transaction.atomic
def see(payout_id: int, transfer: Transfer, *, at: datetime) -> Payout:
    """Take in that the transfer exists, and how much of it was taken back. Old news change nothing.

    What differs from the payout in amount, currency, person or mode moves no state: it is marked and written down, until
    two managers have cleared it up.
    """
    payout = locked(payout_id)
    if not _agrees(payout, transfer):
        return _marked(payout, transfer, at)
    if payout.state in Payout.OPEN:
        payout.transfer_id, payout.arrival_id = transfer.id, transfer.arrival
        payout.destination, payout.sent_at = transfer.destination, at
        payout.code = "mismatch" if _differs(payout) else ""
        become(payout, State.SENT, at=at, transfer=transfer.id)
    if transfer.reversed_amount > payout.reversed_amount:
        _see_reversal(payout, transfer.reversed_amount, at)
    return payout


def known_of(payout: Payout) -> str:
    """The code of what is known of a payout that went out or ended, whatever came first."""
    if _differs(payout):
        return "mismatch"
    if payout.state not in (State.SENT, State.PAID):
        return "not_found" if payout.state == State.FAILED else ""
    if entries_about(payout).filter(verb=RETURNED).exists():
        return "bank_returned"
    return "partly_reversed" if payout.reversed_amount else ""


def _differs(payout: Payout) -> bool:
    return payout.odd_transfers.exclude(state=OddTransfer.State.CLEARED).exists()


def _agrees(payout: Payout, transfer: Transfer) -> bool:
    """Whether it is this payout's one transfer. One that failed for us must not exist."""
    told = (transfer.amount, transfer.currency, transfer.live, transfer.group)
    if told != (payout.amount, payout.currency, settings.TABARD_STRIPE_LIVE, payout.group):
        return False
    known, sent_to = payout.transfer_id or transfer.id, payout.destination or transfer.destination
    return payout.state != State.FAILED and known == transfer.id and sent_to == transfer.destination


def _marked(payout: Payout, transfer: Transfer, at: datetime) -> Payout:
    """Marked once for each such transfer; it was looked at, so that a payout in doubt is not searched for at once again."""
    about = {"amount": transfer.amount, "currency": transfer.currency[:3], "destination": transfer.destination[:80]}
    odd, fresh = payout.odd_transfers.get_or_create(transfer_id=transfer.id, defaults={**about, "seen_at": at})
    if fresh:
        payout.code = "mismatch"
        write("payout.mismatch", at=at, program=payout.program, subject=payout, transfer=transfer.id)
    if payout.state == State.UNKNOWN and odd.state != OddTransfer.State.CLEARED:
        payout.looked_at, payout.due_at = at, at + LATER
    payout.save(update_fields=["code", "looked_at", "due_at"])
    return payout


def counting(payout_id: int, found: Collection[Transfer]) -> list[Transfer]:
    """Those that were not cleared up as being no transfer of the payout."""
    cleared = OddTransfer.objects.filter(payout=payout_id, state=OddTransfer.State.CLEARED)
    known = set(cleared.values_list("transfer_id", flat=True))
    return [transfer for transfer in found if transfer.id not in known]


def _see_reversal(payout: Payout, amount: int, at: datetime) -> None:
    take_back(payout, amount, at=at)
    if amount == payout.amount and may_become(payout, State.REVERSED):
        payout.code = "mismatch" if _differs(payout) else ""
        become(payout, State.REVERSED, at=at)
        return
    payout.code = known_of(payout)
    payout.save(update_fields=["reversed_amount", "code"])
    write(
        "payout.partly_reversed", at=at, program=payout.program, subject=payout, amount=payout.amount, reversed=amount
    )  # fmt: skip


@transaction.atomic
def see_in_bank(account: str, arrivals: Collection[str], *, at: datetime) -> int:
    """Take in that the bank has had these payments of the account; answers how many payouts that settles.

    What it sent back afterwards stays marked, whichever of the two is told first: a payment goes to a bank once.
    """
    settled = 0
    for number in _numbers(account, arrivals):
        payout = locked(number)
        if may_become(payout, State.PAID):
            become(payout, State.PAID, at=at)
            settled += 1
    return settled


@transaction.atomic
def see_returned(account: str, arrivals: Collection[str], *, at: datetime) -> int:
    """The bank sent them back to the person's account at Stripe: it says so, and the state stays what it was."""
    marked = 0
    for number in _numbers(account, arrivals):
        payout = locked(number)
        known = entries_about(payout).filter(verb=RETURNED).exists()
        if payout.state in (State.SENT, State.PAID) and not known:
            write(RETURNED, at=at, program=payout.program, subject=payout)
            payout.code = known_of(payout)
            payout.save(update_fields=["code"])
            marked += 1
    return marked


def _numbers(account: str, arrivals: Collection[str]) -> list[int]:
    found = Payout.objects.filter(destination=account, arrival_id__in=list(arrivals)).exclude(arrival_id="")
    return list(found.order_by("pk").values_list("pk", flat=True))
