"""A program with so many lines in its ledger: everybody earned ten points a hundred times, and has the lots of it.

The rows are made by the database itself; a check of the product's own says afterwards that the ledger holds.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from advocates.models import Program
from benchmarks.product.crowd import copied
from benchmarks.product.queue_fill import numbers_follow, unchecked
from benchmarks.product.store import store
from campaigns.actions.ledger import account_of, side_of
from campaigns.models import Account, LedgerEntry, Lot, Score, Season, Transfer

EACH, POINTS = 100, 10
"""Transfers of each person, and the points of each transfer; a transfer has two entries."""
TRANSFERS = """
INSERT INTO campaigns_transfer (id, program_id, kind, cause, at, memo)
SELECT i, %(program)s, 'earned', 'fill:' || i, now() - ((%(count)s - i) || ' seconds')::interval, 'a published post'
FROM generate_series(1, %(count)s) i"""
ENTRIES = """
INSERT INTO campaigns_ledgerentry (transfer_id, account_id, amount)
SELECT i, CASE WHEN side = 1 THEN %(first)s + i %% %(people)s ELSE %(issued)s END, side * %(points)s
FROM generate_series(1, %(count)s) i, (VALUES (1), (-1)) sides(side)"""
LOTS = """
INSERT INTO campaigns_lot (account_id, transfer_id, amount, "left", at, expires_at, notices)
SELECT %(first)s + t.id %% %(people)s, t.id, %(points)s, %(points)s, t.at, t.at + interval '2 years', 0
FROM campaigns_transfer t"""

SCORES = """
INSERT INTO campaigns_score (season_id, member_id, points, shown)
SELECT %(season)s, %(first_person)s + i, 1 + (i * 7919) %% %(has)s, true FROM generate_series(0, %(people)s - 1) i"""


@dataclass(frozen=True)
class Books:
    """`people` are the numbers of the members, `accounts` those of their accounts, in the same order; all of them are on
    the leaderboard of `season`."""

    program: Program
    issued: Account
    redeemed: Account
    people: range
    accounts: range
    season: Season

    def account(self, number: int) -> Account:
        return Account(
            pk=self.accounts[number], program=self.program, kind=Account.Kind.ADVOCATE, holder_id=self.people[number]
        )


def books(entries: int) -> Books:
    """So many lines, rounded to whole people."""
    stored = store(1)
    member, count = stored.advocates[0], max(entries // (2 * EACH), 64)
    issued, redeemed = (side_of(stored.program, kind) for kind in (Account.Kind.ISSUED, Account.Kind.REDEEMED))
    first = account_of(stored.program, member)
    with transaction.atomic():
        unchecked()
        changed = {"id": "t.id + i", "email": "'b' || i || '@example.com'", "handle": "'b-' || i"}
        copied(User, member.pk, count, changed)
        copied(Account, first.pk, count, {"id": "t.id + i", "holder_id": f"{member.pk} + i"})
        _lines(stored.program, issued, first.pk + 1, count)
        season = _season(stored.program, member.pk + 1, count)
    for model in (User, Account, Transfer):
        numbers_follow(model)
    with connection.cursor() as cursor:
        for table in (Transfer, LedgerEntry, Lot, Account, User, Score):
            cursor.execute(f"VACUUM (ANALYZE) {table._meta.db_table}")
    people, accounts = (range(pk + 1, pk + 1 + count) for pk in (member.pk, first.pk))
    return Books(stored.program, issued, redeemed, people, accounts, season)


def _lines(program: Program, issued: Account, first: int, people: int) -> None:
    about: dict[str, int] = {
        "program": program.pk, "count": people * EACH, "first": first, "people": people, "issued": issued.pk,
        "points": POINTS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in (TRANSFERS, ENTRIES, LOTS):
            cursor.execute(statement, about)
        has = EACH * POINTS
        cursor.execute(
            "UPDATE campaigns_account SET balance = %s, lifetime = %s WHERE id >= %s AND kind = 'advocate'",
            [has, has, first],
        )


def _season(program: Program, first_person: int, people: int) -> Season:
    begun = timezone.now() - timedelta(days=30)
    season = Season.objects.create(program=program, name="Now", starts_at=begun, ends_at=begun + timedelta(days=90))
    about = {"season": season.pk, "first_person": first_person, "people": people, "has": EACH * POINTS}
    with connection.cursor() as cursor:
        cursor.execute(SCORES, about)
    return season
