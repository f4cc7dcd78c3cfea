"""The only writer of the ledger."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from campaigns.models import POINTS, Account, Contribution, LedgerEntry, Transfer
from sitewide.composed import Composed
from sitewide.errors import Conflict

Line = tuple[Account, int]


def account_of(program: Program, holder: User) -> Account:
    """The member's account of points to spend in the program, opened at first use."""
    return holding_of(program, holder, Account.Kind.ADVOCATE)


def holding_of(program: Program, holder: User, kind: str, unit: str = POINTS) -> Account:
    """One of the member's accounts in the program, opened at first use."""
    return Account.objects.get_or_create(program=program, unit=unit, kind=kind, holder=holder)[0]


def locked_account(program: Program, holder: User) -> Account:
    """The member's account as it is now, in nobody else's hands until the transaction ends."""
    values = {"program_id": program.pk, "holder_id": holder.pk, "kind": str(Account.Kind.ADVOCATE), "unit": POINTS}
    found = _LOCKED.first(**values)
    if found is None:
        account_of(program, holder)
        found = _LOCKED.first(**values)
    assert found is not None, "an account that was just opened is there"
    return found


_LOCKED = Composed(
    lambda program_id, holder_id, kind, unit: Account.objects.select_for_update(no_key=True).filter(
        program_id=program_id, holder_id=holder_id, kind=kind, unit=unit
    ),
    program_id=int, holder_id=int, kind=str, unit=str,
)  # fmt: skip


def side_of(program: Program, kind: str, unit: str = POINTS) -> Account:
    """One of the program's own sides; its row is never locked or changed, but for the budget's."""
    return Account.objects.get_or_create(program=program, unit=unit, kind=kind, holder=None)[0]


@transaction.atomic
def post(
    *,
    program: Program,
    kind: str,
    cause: str,
    lines: Sequence[Line],
    memo: str,
    at: datetime,
    contribution: Contribution | None = None,
) -> Transfer:
    """Move points or money once per cause; answers the transfer, the earlier one if the cause was posted before.

    `lines` are signed amounts of one unit and sum to zero (a ValueError otherwise: that is our mistake). Balances are
    locked in the order of the accounts' numbers, so that no two transfers wait for each other. Refuses with 409 what
    would take a balance below zero.
    """
    if sum(amount for _account, amount in lines) or len({account.pk for account, _amount in lines}) != len(lines):
        raise ValueError("The lines of a transfer sum to zero, one for each account.")
    if not lines or {(account.program_id, account.unit) for account, _amount in lines} != {
        (program.pk, lines[0][0].unit)
    }:
        raise ValueError("A transfer moves one unit between accounts of its own program.")
    about = {"program": program, "kind": kind, "memo": memo[:200], "at": at, "contribution": contribution}
    transfer, fresh = Transfer.objects.get_or_create(cause=cause, defaults=about)
    if fresh:
        for account, amount in sorted(lines, key=lambda line: line[0].pk):
            _move(account, amount)
        LedgerEntry.objects.bulk_create(LedgerEntry(transfer=transfer, account=a, amount=n) for a, n in lines)
    return transfer


def _move(account: Account, amount: int) -> None:
    """Change a kept balance in one guarded statement; the row stays locked until the commit."""
    if account.kind not in Account.KEPT:
        return
    covered = Account.objects.filter(pk=account.pk, balance__gte=-amount)
    if covered.update(balance=F("balance") + amount):
        return
    if account.kind == Account.Kind.BUDGET:
        raise Conflict(_("The program's budget does not cover this."), code="budget_short")
    raise Conflict(_("There are not enough points for this."), code="not_enough_points")
