"""The end of points: told 30 and 7 days before, then moved to the program's side of expired points, once."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet, Sum

from accounts.models import User
from campaigns.actions.ledger import locked_account, post, side_of
from campaigns.models import Account, Lot, Transfer
from campaigns.queries.lots import Ending, endings
from record.actions import write
from sitewide.mail import write_letter

TELL_BEFORE = {1: timedelta(days=30), 2: timedelta(days=7)}
"""The letters about the end of a lot, in their order, and how long before it they are written."""
MOST_AT_ONCE = 500


def expire_due(*, at: datetime) -> int:
    """Expire what is over, at most 500 accounts a run, each in a transaction of its own; answers how many points.

    Safe to run twice, at once, or to be killed anywhere: what is expired is read below the account's lock.
    """
    due = Lot.objects.filter(left__gt=0, expires_at__lte=at)
    return sum(_expire(account, at) for account in _accounts(due))


def _accounts(lots: QuerySet[Lot]) -> list[Account]:
    found = Account.objects.filter(pk__in=lots.values("account")).select_related("program", "holder").order_by("pk")
    return list(found[:MOST_AT_ONCE])


@transaction.atomic
def _expire(account: Account, at: datetime) -> int:
    program, holder = account.program, _holder(account)
    locked = locked_account(program, holder)
    over = Lot.objects.filter(account=locked, left__gt=0, expires_at__lte=at)
    points: int = over.aggregate(total=Sum("left"))["total"] or 0
    if points:
        lines = [(locked, -points), (side_of(program, Account.Kind.EXPIRED), points)]
        cause, kind = f"expire:{locked.pk}:{at.isoformat()}", Transfer.Kind.EXPIRED
        transfer = post(program=program, kind=kind, cause=cause, lines=lines, memo=str(kind.label), at=at)
        write("points.expired", at=at, program=program, subject=transfer, member=holder.pk, points=points)
    return points


def _holder(account: Account) -> User:
    assert account.holder is not None, "lots are somebody's"
    return account.holder


def remind(*, at: datetime) -> int:
    """Write about points that end within 30 days, and again within 7, one letter for all of a member's; answers how many
    letters. Safe to run twice, at once, or to be killed anywhere: the letter is kept with the mark on the lots.
    """
    return sum(_remind(account, number, at) for number in (2, 1) for account in _accounts(_untold(number, at)))


def _untold(number: int, at: datetime) -> QuerySet[Lot]:
    open_ones = Lot.objects.filter(left__gt=0, notices__lt=number, expires_at__gt=at)
    return open_ones.filter(expires_at__lte=at + TELL_BEFORE[number])


@transaction.atomic
def _remind(account: Account, number: int, at: datetime) -> int:
    holder, program = _holder(account), account.program
    locked = locked_account(program, holder)
    lots = list(_untold(number, at).filter(account=locked).order_by("expires_at", "pk"))
    if not lots:
        return 0
    Lot.objects.filter(pk__in=[lot.pk for lot in lots]).update(notices=number)
    if holder.is_active:
        _tell(locked, holder, endings(lots, program), at)
    return 1


def _tell(account: Account, holder: User, ending: list[Ending], at: datetime) -> None:
    program, points = account.program, sum(one.points for one in ending)
    context: dict[str, Any] = {"reader": holder, "program": program, "ending": ending, "points": points}
    write("points.ending", at=at, program=program, subject=account, points=points)
    write_letter(to=holder.email, about="points_ending", context=context, at=at, member=holder)
