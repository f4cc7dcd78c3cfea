"""Balances and statements."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from advocates.models import Program
from campaigns.models import Account, LedgerEntry, Transfer
from campaigns.queries.subjects import Source, sources_of
from sitewide.composed import Composed

PAGE = 25
Kind = Transfer.Kind
TOLD: dict[str, tuple[str, ...]] = {
    "earned": (Kind.EARNED, Kind.RELEASED),
    "reversed": (Kind.REVERSED,),
    "redeemed": (Kind.REDEEMED, Kind.REFUNDED),
    "expired": (Kind.EXPIRED,),
}
"""What the totals of a statement count together."""


def balance_of(program: Program, member: User) -> int:
    """The points that a member can spend now; 0 for somebody who never earned any."""
    found = _MINE.first(program_id=program.pk, holder_id=member.pk, kind=str(Account.Kind.ADVOCATE))
    return found.balance if found else 0


_MINE = Composed(
    lambda program_id, holder_id, kind: Account.objects.only("balance").filter(
        program_id=program_id, holder_id=holder_id, kind=kind
    ),
    program_id=int, holder_id=int, kind=str,
)  # fmt: skip


def statement_of(program: Program, member: User) -> QuerySet[LedgerEntry]:
    """Every line of the member's account, newest first, with its transfer and what that was for."""
    mine = LedgerEntry.objects.filter(
        account__program=program, account__kind=Account.Kind.ADVOCATE, account__holder=member
    )
    return mine.select_related("transfer__contribution", "transfer__redemption__reward").order_by("-id")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: what moved, why, and the balance after it. `source` is empty for a redemption."""

    entry: LedgerEntry
    balance: int
    source: Source | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One page of a statement; `balance` is that of now."""

    balance: int
    lines: list[Line]


def page_of_statement(program: Program, member: User, entries: list[LedgerEntry]) -> Statement:
    """These lines of `statement_of`, newest first, each with the balance after it; four queries, however many."""
    balance = balance_of(program, member)
    if not entries:
        return Statement(balance, [])
    newer = statement_of(program, member).order_by().filter(id__gt=entries[0].pk).aggregate(total=Sum("amount"))
    running, lines = balance - (newer["total"] or 0), []
    sources = sources_of(entry.transfer.contribution for entry in entries if entry.transfer.contribution)
    for entry in entries:
        lines.append(Line(entry, running, sources.get(entry.transfer.contribution_id or 0)))
        running -= entry.amount
    return Statement(balance, lines)


def totals_of(program: Program, member: User) -> dict[str, int]:
    """How many points the member ever earned, had taken back, spent (less refunds) and let expire; none is negative."""
    sums: dict[str, Any] = {
        name: Coalesce(Sum("amount", filter=Q(transfer__kind__in=kinds)), 0) for name, kinds in TOLD.items()
    }
    return {name: abs(total) for name, total in statement_of(program, member).order_by().aggregate(**sums).items()}
