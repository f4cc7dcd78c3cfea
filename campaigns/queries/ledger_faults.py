"""Whether the ledger holds; what does not is named."""

from collections.abc import Iterator
from itertools import chain

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from campaigns.models import Account, Adjustment, Draw, Hold, LedgerEntry, Lot, Transfer

Kind = Account.Kind


def ledger_faults() -> Iterator[str]:
    """What does not hold in the ledger, as sentences that name it; none where it holds."""
    yield from chain(_transfers(), _balances(), _lots(), _holds(), _adjustments())


def _transfers() -> Iterator[str]:
    """Every transfer has entries, sums to zero, and moves one unit within its own program."""
    for transfer in Transfer.objects.annotate(total=Coalesce(Sum("entries__amount"), 0)).exclude(total=0).iterator():
        yield f"Transfer {transfer.pk} sums to {transfer.total}, not to zero."
    for empty in Transfer.objects.filter(entries=None).iterator():
        yield f"Transfer {empty.pk} has no entries."
    foreign = LedgerEntry.objects.exclude(account__program=F("transfer__program"))
    for entry in foreign.iterator():
        yield f"Transfer {entry.transfer_id} moves account {entry.account_id} of another program."
    first = LedgerEntry.objects.filter(transfer=OuterRef("transfer")).order_by("pk").values("account__unit")[:1]
    for entry in LedgerEntry.objects.exclude(account__unit=Subquery(first)).iterator():
        yield f"Transfer {entry.transfer_id} moves more than one unit."


def _balances() -> Iterator[str]:
    """Every kept balance is the sum of its entries and not below zero, so that no money is promised beyond the budget;
    what was ever earned is the sum of those that count for it; no program spends or pays out more than was committed."""
    kept = Account.objects.filter(kind__in=Account.KEPT).annotate(total=Coalesce(Sum("entries__amount"), 0))
    for account in kept.exclude(balance=F("total")).iterator():
        yield f"Account {account.pk} says {account.balance}, but its entries sum to {account.total}."
    for low in Account.objects.filter(balance__lt=0).iterator():
        yield f"Account {low.pk} ({low.get_kind_display()}) is below zero: {low.balance}."
    counts = Sum("entries__amount", filter=Q(entries__transfer__kind__in=Transfer.FOR_LIFE))
    spendable = Account.objects.filter(kind=Kind.ADVOCATE).annotate(earned=Coalesce(counts, 0))
    for one in spendable.exclude(lifetime=F("earned")).iterator():
        yield f"Account {one.pk} says {one.lifetime} were ever earned, but its entries sum to {one.earned}."
    below = Account.objects.filter(kind__in=(Kind.COMMITTED, Kind.SPENT, Kind.PAID))
    for side in below.annotate(sum=Coalesce(Sum("entries__amount"), 0)).filter(sum__lt=0).iterator():
        yield f"Account {side.pk} ({side.get_kind_display()}) is below zero: {side.sum}."


def _lots() -> Iterator[str]:
    """What is left of the lots is the balance, and of each lot what arrived less what was drawn; draws are what went."""
    spendable = Account.objects.filter(kind=Kind.ADVOCATE).annotate(open=Coalesce(Sum("lots__left"), 0))
    for account in spendable.exclude(balance=F("open")).iterator():
        yield f"Account {account.pk} says {account.balance}, but {account.open} are left of its lots."
    drawn = Coalesce(Sum(F("draws__amount") - F("draws__given_back")), 0)
    for lot in Lot.objects.annotate(drawn=drawn).exclude(left=F("amount") - F("drawn")).iterator():
        yield f"Lot {lot.pk} says {lot.left} are left, but {lot.drawn} of {lot.amount} were drawn."
    gone = Case(When(amount__lt=0, then=-F("amount")), default=Value(0))
    entries = LedgerEntry.objects.filter(account__kind=Kind.ADVOCATE, amount__lt=0)
    by_draws = _sum(Draw.objects.filter(transfer=OuterRef("transfer"), lot__account=OuterRef("account")), "transfer")
    for entry in entries.annotate(gone=gone, drawn=by_draws).exclude(gone=F("drawn")).iterator():
        yield f"Transfer {entry.transfer_id} took {entry.gone} points of account {entry.account_id}, {entry.drawn} out of lots."


def _sum(rows: QuerySet[Draw], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(total=Sum("amount")).values("total")), 0)


def _holds() -> Iterator[str]:
    """What is left of the holds is what the account of points on hold has."""
    held = Account.objects.filter(kind=Kind.HELD).annotate(open=Coalesce(Sum("holds__left"), 0))
    for account in held.exclude(balance=F("open")).iterator():
        yield f"Account {account.pk} says {account.balance} on hold, but {account.open} are left of its holds."
    released = Transfer.objects.filter(kind=Transfer.Kind.RELEASED).values("cause")
    for hold in Hold.objects.filter(left__gt=0).iterator():
        if released.filter(cause=f"release:{hold.pk}").exists():
            yield f"Hold {hold.pk} was released and still has {hold.left}."


def _adjustments() -> Iterator[str]:
    """What is done by hand is what its transfer moved."""
    lines = LedgerEntry.objects.filter(transfer=OuterRef("transfer"), account__kind=Kind.ADVOCATE).values("amount")[:1]
    done = Adjustment.objects.filter(state=Adjustment.State.DONE).annotate(moved=Coalesce(Subquery(lines), 0))
    for one in done.exclude(points=F("moved")).iterator():
        yield f"Adjustment {one.pk} is about {one.points} points, but {one.moved} moved."
