"""The only writer of the ledger.

Accounts are always locked in one order: a person's points (to spend and on hold, by their numbers), then what is owed to
them, then the program's budget. Within one transfer `post` sees to it; an act of several transfers begins with
`locked_account`.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from campaigns.actions.posting import Line, store
from campaigns.models import POINTS, Account, Contribution, LedgerEntry, Transfer
from sitewide.composed import Composed
from sitewide.errors import Conflict

__all__ = ["Line", "account_of", "holding_of", "locked_account", "locked_holdings", "post", "refund", "side_of"]


def account_of(program: Program, holder: User) -> Account:
    """The member's account of points to spend in the program, opened at first use."""
    return holding_of(program, holder, Account.Kind.ADVOCATE)


def holding_of(program: Program, holder: User, kind: str, unit: str = POINTS) -> Account:
    """One of the member's accounts in the program, opened at first use."""
    return Account.objects.get_or_create(program=program, unit=unit, kind=kind, holder=holder)[0]


def locked_account(program: Program, holder: User) -> Account:
    """The member's account of points to spend as it is now; with all their points it is in nobody else's hands until
    the transaction ends."""
    return locked_holdings(program, holder)[Account.Kind.ADVOCATE]


def locked_holdings(program: Program, holder: User) -> dict[str, Account]:
    """The member's accounts of points by their kind, as they are now, locked in the order of their numbers.

    Points to spend are there always, points on hold if any ever were.
    """
    values = {"program_id": program.pk, "holder_id": holder.pk, "unit": POINTS}
    found = {account.kind: account for account in _LOCKED.rows(**values)}
    if Account.Kind.ADVOCATE not in found:
        account_of(program, holder)
        found = {account.kind: account for account in _LOCKED.rows(**values)}
    return found


_LOCKED = Composed(
    lambda program_id, holder_id, unit: Account.objects.select_for_update(no_key=True)
    .filter(program_id=program_id, holder_id=holder_id, unit=unit)
    .order_by("pk"),
    program_id=int, holder_id=int, unit=str,
)  # fmt: skip


def side_of(program: Program, kind: str, unit: str = POINTS) -> Account:
    """One of the program's own sides; its row is never locked or changed, but for the budget's."""
    return Account.objects.get_or_create(program=program, unit=unit, kind=kind, holder=None)[0]


def post(
    *,
    program: Program,
    kind: str,
    cause: str,
    lines: Sequence[Line],
    memo: str,
    at: datetime,
    contribution: Contribution | None = None,
    refunds: Transfer | None = None,
) -> Transfer:
    """Move points or money once per cause; answers the transfer, the earlier one if the cause was posted before.

    `lines` are signed amounts of one unit and sum to zero (a ValueError otherwise: that is our mistake). Balances are
    locked in the order of the accounts' numbers, so that no two transfers wait for each other. Refuses with 409 what
    would take a balance below zero, and has changed nothing then. Points that arrive to be spent are a lot with the
    program's time; what goes is taken from the oldest lots. With `refunds` they go back to the lots which that transfer
    drew on.
    """
    if sum(amount for _account, amount in lines) or len({account.pk for account, _amount in lines}) != len(lines):
        raise ValueError("The lines of a transfer sum to zero, one for each account.")
    if not lines or {(account.program_id, account.unit) for account, _amount in lines} != {
        (program.pk, lines[0][0].unit)
    }:
        raise ValueError("A transfer moves one unit between accounts of its own program.")
    transfer = Transfer(program=program, kind=kind, cause=cause, at=at, memo=memo[:200], contribution=contribution)
    return store(transfer, lines, refunds)


@transaction.atomic
def refund(spent: Transfer, *, points: int | None = None, cause: str, memo: str, at: datetime) -> Transfer:
    """Give back what a transfer took from a member, all of it without `points`, with what is left of its time.

    Goes back to the lots it came from; a lot whose time is over has 30 days more. Refuses 409 more than it took and
    earlier refunds have left.
    """
    entries = LedgerEntry.objects.filter(transfer=spent).select_related("account__program")
    mine = entries.get(account__kind=Account.Kind.ADVOCATE, amount__lt=0)
    side = entries.exclude(pk=mine.pk).get().account
    back = -mine.amount if points is None else points
    locked = Account.objects.select_for_update(no_key=True).get(pk=mine.account_id)
    if earlier := Transfer.objects.filter(cause=cause).first():
        return earlier
    if not 0 < back <= sum(draw.amount - draw.given_back for draw in spent.draws.all()):
        raise Conflict(_("No more can be given back than was taken."), code="over_refunded")
    lines = [(locked, back), (side, -back)]
    kind = Transfer.Kind.REFUNDED
    return post(
        program=mine.account.program, kind=kind, cause=cause, lines=lines, memo=memo, at=at, refunds=spent
    )  # fmt: skip
