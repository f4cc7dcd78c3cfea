"""The only writer of the ledger."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from campaigns.models import Account, Contribution, LedgerEntry, Transfer
from sitewide.composed import Composed
from sitewide.errors import Conflict

Line = tuple[Account, int]


def account_of(program: Program, holder: User) -> Account:
    """The member's account in the program, opened at first use."""
    return Account.objects.get_or_create(program=program, kind=Account.Kind.ADVOCATE, holder=holder)[0]


def locked_account(program: Program, holder: User) -> Account:
    """The member's account as it is now, in nobody else's hands until the transaction ends."""
    values = {"program_id": program.pk, "holder_id": holder.pk, "kind": str(Account.Kind.ADVOCATE)}
    found = _LOCKED.first(**values)
    if found is None:
        account_of(program, holder)
        found = _LOCKED.first(**values)
    assert found is not None, "an account that was just opened is there"
    return found


_LOCKED = Composed(
    lambda program_id, holder_id, kind: Account.objects.select_for_update(no_key=True).filter(
        program_id=program_id, holder_id=holder_id, kind=kind
    ),
    program_id=int, holder_id=int, kind=str,
)  # fmt: skip


def side_of(program: Program, kind: str) -> Account:
    """One of the program's own sides; its row is never locked or changed."""
    return Account.objects.get_or_create(program=program, kind=kind, holder=None)[0]


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
    """Move points once per cause; answers the transfer, the earlier one if the cause was posted before.

    `lines` are signed points and sum to zero (a ValueError otherwise: that is our mistake). Balances are locked in the
    order of the accounts' numbers, so that no two transfers wait for each other. Refuses with 409 what would take a
    balance below zero.
    """
    if sum(points for _account, points in lines) or len({account.pk for account, _points in lines}) != len(lines):
        raise ValueError("The lines of a transfer sum to zero, one for each account.")
    if not lines or any(account.program_id != program.pk for account, _points in lines):
        raise ValueError("A transfer moves points between accounts of its own program.")
    about = {"program": program, "kind": kind, "memo": memo[:200], "at": at, "contribution": contribution}
    transfer, fresh = Transfer.objects.get_or_create(cause=cause, defaults=about)
    if fresh:
        for account, points in sorted(lines, key=lambda line: line[0].pk):
            _move(account, points)
        LedgerEntry.objects.bulk_create(LedgerEntry(transfer=transfer, account=a, points=p) for a, p in lines)
    return transfer


def _move(account: Account, points: int) -> None:
    """Change a kept balance in one guarded statement; the row stays locked until the commit."""
    if account.kind != Account.Kind.ADVOCATE:
        return
    covered = Account.objects.filter(pk=account.pk, balance__gte=-points)
    if not covered.update(balance=F("balance") + points):
        raise Conflict(_("There are not enough points for this."), code="not_enough_points")
