"""Closing a month: each member's statement is fixed, and a letter says that it is there, once a person and month."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from advocates.models import Program
from campaigns.actions.ledger import locked_holdings
from campaigns.models import ClosedMonth, LedgerEntry, MonthlyStatement
from campaigns.queries.statements import (
    due_to_close,
    entries_in,
    lines_of_member,
    members_who_moved,
    statement_of_month,
)
from record.actions import write
from sitewide.mail import write_letter

MOST_AT_ONCE = 500


def close_due(*, at: datetime) -> int:
    """Close the months that have been over for a day, in their order; answers how many statements that made.

    At most 500 of a program a run, each in a transaction of its own. A letter is written about the newest month only.
    Safe to run twice, at once, or to be killed anywhere: the letter is kept with the statement.
    """
    return sum(_close_in(program, at) for program in Program.objects.order_by("pk"))


def _close_in(program: Program, at: datetime) -> int:
    made = 0
    while (due := due_to_close(program, at)) is not None:
        month, newest = due
        numbers, before = members_who_moved(program, month), made
        for number in numbers[: MOST_AT_ONCE - before]:
            made += _close(program, number, month, tells=month == newest, at=at)
        if len(numbers) > MOST_AT_ONCE - before:
            return made
        _shut(program, month, at)
    return made


@transaction.atomic
def _close(program: Program, number: int, month: date, *, tells: bool, at: datetime) -> int:
    """One member's statement, below the lock under which their points are posted, so that none of its lines is missed."""
    member = User.objects.get(pk=number)
    locked_holdings(program, member)
    if MonthlyStatement.objects.filter(program=program, member=member, month=month).exists():
        return 0
    if not entries_in(program, member, month).exists():
        return 0
    last = lines_of_member(program, member).aggregate(last=Max("id"))["last"]
    told = statement_of_month(program, member, month=month, at=at)
    row = MonthlyStatement.objects.create(
        program=program, member=member, month=month, last_entry=last, opening=told.opening, closing=told.closing,
        opening_held=told.opening_held, closing_held=told.closing_held, closed_at=at,
    )  # fmt: skip
    write("statement.closed", at=at, program=program, subject=row, points=told.closing)
    if tells and member.is_active:
        context = {"reader": member, "program": program, "statement": told, "row": row}
        write_letter(to=member.email, about="statement_ready", context=context, at=at, member=member)
    return 1


@transaction.atomic
def _shut(program: Program, month: date, at: datetime) -> None:
    last = LedgerEntry.objects.aggregate(last=Max("id"))["last"] or 0
    about = {"last_entry": last, "closed_at": at}
    ClosedMonth.objects.get_or_create(program=program, month=month, defaults=about)
