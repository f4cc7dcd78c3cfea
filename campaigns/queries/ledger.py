"""Balances, statements and whether the ledger holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from advocates.models import Program
from campaigns.models import Account, LedgerEntry, Transfer
from campaigns.queries.sources import Source, sources_of

PAGE = 25


def balance_of(program: Program, member: User) -> int:
    """The points that a member can spend now; 0 for somebody who never earned any."""
    mine = Account.objects.filter(program=program, kind=Account.Kind.ADVOCATE, holder=member)
    return mine.values_list("balance", flat=True).first() or 0


def statement_of(program: Program, member: User) -> QuerySet[LedgerEntry]:
    """Every line of the member's account, newest first, with its transfer."""
    mine = LedgerEntry.objects.filter(
        account__program=program, account__kind=Account.Kind.ADVOCATE, account__holder=member
    )
    return mine.select_related("transfer").order_by("-id")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: what moved, why, and the balance after it. `source` is empty for a redemption."""

    entry: LedgerEntry
    balance: int
    source: Source | None


@dataclass(frozen=True, slots=True)
class Statement:
    """One page of a statement. `older` is the key of the next page, empty on the last; `balance` is that of now."""

    balance: int
    lines: list[Line]
    older: str


def page_of_statement(program: Program, member: User, *, key: str = "", size: int = PAGE) -> Statement:
    """The lines before the one with this key; the newest where it cannot be read. At most five queries, however many
    lines there are."""
    balance, rows = balance_of(program, member), statement_of(program, member)
    running = balance
    if key.isdecimal() and len(key) < 19:
        newer = rows.order_by().aggregate(total=Coalesce(Sum("points", filter=Q(id__gte=int(key))), 0))
        running, rows = balance - newer["total"], rows.filter(id__lt=int(key))
    found = list(rows.select_related("transfer__contribution", "transfer__redemption__reward")[: size + 1])
    sources = sources_of([entry.transfer.contribution for entry in found if entry.transfer.contribution])
    lines = []
    for entry in found[:size]:
        lines.append(Line(entry, running, sources.get(entry.transfer.contribution_id or 0)))
        running -= entry.points
    return Statement(balance, lines, str(found[size - 1].pk) if len(found) > size else "")


def totals_of(program: Program, member: User) -> dict[str, int]:
    """How many points the member ever earned, had taken back, and spent, as numbers that are not negative."""
    sums: dict[str, Any] = {
        kind: Coalesce(Sum("points", filter=Q(transfer__kind=kind)), 0) for kind in Transfer.Kind.values
    }
    return {kind: abs(total) for kind, total in statement_of(program, member).order_by().aggregate(**sums).items()}


def ledger_faults() -> Iterator[str]:
    """What does not hold in the ledger, as sentences: an unbalanced transfer, a balance that its entries do not make."""
    sums = Transfer.objects.annotate(total=Coalesce(Sum("entries__points"), 0)).exclude(total=0)
    for transfer in sums.iterator():
        yield f"Transfer {transfer.pk} sums to {transfer.total}, not to zero."
    for empty in Transfer.objects.filter(entries=None).iterator():
        yield f"Transfer {empty.pk} has no entries."
    advocates = Account.objects.filter(kind=Account.Kind.ADVOCATE)
    for account in advocates.annotate(total=Coalesce(Sum("entries__points"), 0)).exclude(balance=F("total")).iterator():
        yield f"Account {account.pk} says {account.balance}, but its entries sum to {account.total}."
