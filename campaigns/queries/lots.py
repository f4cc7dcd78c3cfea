"""What a member has beside the balance: what is on hold and until when, what expires and when, what was ever earned."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from accounts.models import User
from advocates.models import Program
from campaigns.models import POINTS, Account, Hold, Lot

SOON = timedelta(days=92)
"""How far ahead the points page looks for points that expire."""
MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Ending:
    """So many points of one day: the last day on which they can be spent (in the program's zone)."""

    points: int
    day: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many points on hold; `due_at` is None where they wait for the budget."""

    points: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """`lifetime` is what was ever earned less what was taken back; `held` what is on hold in all."""

    balance: int
    lifetime: int
    held: int
    waiting: list[Waiting]
    ending: list[Ending]


def holdings_of(program: Program, member: User, *, at: datetime) -> Holdings:
    """What the member has in the program; three queries, two where nothing is on hold."""
    kinds = (Account.Kind.ADVOCATE, Account.Kind.HELD)
    mine = Account.objects.filter(program=program, holder=member, unit=POINTS, kind__in=kinds)
    found = {account.kind: account for account in mine}
    spendable, held = found.get(Account.Kind.ADVOCATE), found.get(Account.Kind.HELD)
    if spendable is None:
        return Holdings(0, 0, held.balance if held else 0, _waiting(held, program), [])
    soon = Lot.objects.filter(account=spendable, left__gt=0, expires_at__gt=at, expires_at__lte=at + SOON)
    ending = endings(soon.order_by("expires_at"), program)
    return Holdings(spendable.balance, spendable.lifetime, held.balance if held else 0, _waiting(held, program), ending)


def _waiting(account: Account | None, program: Program) -> list[Waiting]:
    """What is on hold, what comes first first; what has the same day in the program stands together."""
    if account is None or not account.balance:
        return []
    rows = Hold.objects.filter(account=account, left__gt=0).order_by(F("due_at").asc(nulls_last=True), "pk")
    together: dict[date | None, Waiting] = {}
    for row in rows:
        day = row.due_at.astimezone(program.zone).date() if row.due_at else None
        earlier = together.get(day)
        together[day] = Waiting(row.left + (earlier.points if earlier else 0), row.due_at)
    return list(together.values())[:MOST_SHOWN]


def endings(lots: Iterable[Lot], program: Program) -> list[Ending]:
    """What is left of these lots, by the last day on which it can be spent."""
    days: dict[date, int] = {}
    for lot in lots:
        if lot.expires_at is not None:
            day = (lot.expires_at - timedelta(microseconds=1)).astimezone(program.zone).date()
            days[day] = days.get(day, 0) + lot.left
    return [Ending(points, day) for day, points in sorted(days.items())]
