"""How a transfer is stored: on PostgreSQL by one call of a function of the database, elsewhere row by row.

Both do the same, in the same order: lock the accounts that keep a balance by their numbers, look for the cause, refuse
what is not covered, and only then change anything. Points that arrive make a lot; points that go come out of the lots.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from campaigns.models import Account, Draw, LedgerEntry, Lot, Transfer, Treasury
from sitewide.errors import Conflict

Line = tuple[Account, int]
GRACE = timedelta(days=30)
"""What points get that come back to a lot whose time is over."""
CALL = "SELECT posted, outcome FROM ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s)"


def store(transfer: Transfer, lines: Sequence[Line], refunds: Transfer | None) -> Transfer:
    """Store a new transfer with its lines, or answer the earlier one of the same cause; see `actions.ledger.post`."""
    if connection.vendor == "postgresql":
        return by_function(transfer, lines, refunds)
    return by_rows(transfer, lines, refunds)


def by_function(transfer: Transfer, lines: Sequence[Line], refunds: Transfer | None) -> Transfer:
    """One statement, which is its own transaction where there is none around it."""
    values: list[Any] = [transfer.program_id, str(transfer.kind), transfer.cause, transfer.at, transfer.memo]
    values += [transfer.contribution_id, refunds.pk if refunds else None]
    with connection.cursor() as cursor:
        cursor.execute(CALL, [*values, [account.pk for account, _n in lines], [amount for _a, amount in lines]])
        number, outcome = cursor.fetchone()
    if outcome == "earlier":
        return Transfer.objects.get(pk=number)
    if outcome != "posted":
        raise short(outcome)
    transfer.pk = number
    transfer._state.adding, transfer._state.db = False, connection.alias
    return transfer


@transaction.atomic
def by_rows(transfer: Transfer, lines: Sequence[Line], refunds: Transfer | None) -> Transfer:
    amounts = {account.pk: amount for account, amount in lines}
    locked = Account.objects.select_for_update(no_key=True).filter(pk__in=amounts, kind__in=Account.KEPT)
    kept = list(locked.order_by("pk"))
    if earlier := Transfer.objects.filter(cause=transfer.cause).first():
        return earlier
    if uncovered := [account for account in kept if account.balance + amounts[account.pk] < 0]:
        raise short(uncovered[-1].kind)
    transfer.save(force_insert=True)
    for account in kept:
        _move(account, amounts[account.pk], transfer, refunds)
    LedgerEntry.objects.bulk_create(LedgerEntry(transfer=transfer, account=a, amount=n) for a, n in lines)
    return transfer


def short(kind: str) -> Conflict:
    """What is refused when an account of this kind does not cover its line."""
    if kind == Account.Kind.BUDGET:
        return Conflict(_("The program's budget does not cover this."), code="budget_short")
    return Conflict(_("There are not enough points for this."), code="not_enough_points")


def _move(account: Account, amount: int, transfer: Transfer, refunds: Transfer | None) -> None:
    spendable = account.kind == Account.Kind.ADVOCATE
    for_life = amount if spendable and transfer.kind in Transfer.FOR_LIFE else 0
    Account.objects.filter(pk=account.pk).update(balance=F("balance") + amount, lifetime=F("lifetime") + for_life)
    if not spendable:
        return
    if amount < 0:
        _draw(account, transfer, -amount)
    elif fresh := _give_back(account, refunds, amount, transfer.at) if refunds else amount:
        ends = expiry(transfer.program_id, transfer.at)
        Lot.objects.create(
            account=account, transfer=transfer, amount=fresh, left=fresh, at=transfer.at, expires_at=ends
        )


def _draw(account: Account, transfer: Transfer, points: int) -> None:
    """Take points out of the lots: of the contribution that is taken back first, then the oldest first."""
    for lot in lots_to_draw(account, transfer):
        if not points:
            return
        taken = min(points, lot.left)
        Lot.objects.filter(pk=lot.pk).update(left=F("left") - taken)
        Draw.objects.create(lot=lot, transfer=transfer, amount=taken)
        points -= taken
    if points:
        raise RuntimeError(f"The lots of account {account.pk} lack {points} points.")


def lots_to_draw(account: Account, transfer: Transfer) -> QuerySet[Lot]:
    lots = Lot.objects.filter(account=account, left__gt=0)
    if transfer.kind == Transfer.Kind.EXPIRED:
        lots = lots.filter(expires_at__lte=transfer.at)
    own = Q(transfer__contribution=transfer.contribution_id) if transfer.contribution_id else Q(pk=None)
    return lots.order_by(Case(When(own, then=Value(0)), default=Value(1)), "at", "pk")


def _give_back(account: Account, refunds: Transfer, points: int, at: datetime) -> int:
    """Give points back to the lots that the refunded transfer drew on, the last first; answers what is over."""
    drawn = Draw.objects.filter(transfer=refunds, lot__account=account, given_back__lt=F("amount"))
    for draw in list(drawn.select_related("lot").order_by("-pk")):
        given = min(points, draw.amount - draw.given_back)
        if not given:
            break
        Draw.objects.filter(pk=draw.pk).update(given_back=F("given_back") + given)
        over = draw.lot.expires_at is not None and draw.lot.expires_at <= at
        again: dict[str, Any] = {"expires_at": at + GRACE, "notices": 0} if over else {}
        Lot.objects.filter(pk=draw.lot_id).update(left=F("left") + given, **again)
        points -= given
    return points


def expiry(program_id: int, at: datetime) -> datetime | None:
    """When points that arrive at this moment expire: with the program's calendar month so many months on; None: never."""
    treasury = Treasury.objects.filter(program=program_id).select_related("program").first()
    if treasury is None or treasury.expiry_months is None:
        return None
    here = at.astimezone(treasury.program.zone)
    year, month = divmod(here.year * 12 + here.month + treasury.expiry_months, 12)
    first: dict[str, Any] = {"day": 1, "hour": 0, "minute": 0, "second": 0, "microsecond": 0}
    return here.replace(year=year, month=month + 1, fold=0, **first)
