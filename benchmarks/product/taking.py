"""Three ways to take the next case: the whole action, only its statements, and a bare SELECT ... FOR UPDATE SKIP LOCKED."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.utils import timezone

from accounts.models import User
from benchmarks.product.crew import Act
from benchmarks.product.queue_fill import Desk
from moderation.actions import cases
from moderation.actions.decisions import decide
from moderation.queries.front import front_of, watched
from moderation.queries.queue import ORDER, Key, in_nobodys_hands, offered, same_level
from moderation.queries.standing import standing_of
from sitewide.errors import Conflict

MARK = Key(31_007, datetime(2002, 1, 1, tzinfo=UTC), 987_654_321)
"""Stands in a statement where the key goes."""
TAKE = "UPDATE {table} SET claimed_by_id = %s, claimed_until = %s, version = version + 1 WHERE id = %s"
BARE = """SELECT id FROM bare_case WHERE program_id = %s AND state = 'open' AND claimed_by_id IS NULL
          ORDER BY urgency DESC, due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"""
MAKE_BARE = (
    "CREATE TABLE IF NOT EXISTS bare_case (LIKE moderation_case INCLUDING ALL)",
    "TRUNCATE bare_case",
    "INSERT INTO bare_case SELECT * FROM moderation_case",
    """CREATE INDEX IF NOT EXISTS bare_free ON bare_case (program_id, urgency DESC, due_at, id)
       WHERE state = 'open' AND claimed_by_id IS NULL""",
)


class Statement:
    """A queryset's SQL, composed once, with places for the moment and the key."""

    def __init__(self, rows: Any, at: datetime) -> None:
        self.sql, values = rows.query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
        known: dict[Any, int] = {at: 0, MARK.urgency: 1, MARK.due_at: 2, MARK.number: 3}
        self.values = [(known.get(value) if type(value) is not bool else None, value) for value in values]

    def first(self, at: datetime, key: Key) -> int | None:
        given = (at, *key)
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [value if place is None else given[place] for place, value in self.values])
            row = cursor.fetchone()
        return row[0] if row else None


def statements(desk: Desk) -> Callable[[int], Act]:
    """What the action asks of the database to find, lock and take a case, from the product's own querysets: without
    standing, conflicts and record."""

    def prepare(number: int) -> Act:
        who, at = desk.moderators[number], timezone.now()
        standing = standing_of(who, desk.program, at=at)
        rows = offered(standing).filter(standing.usable(), in_nobodys_hands(at))
        with transaction.atomic():
            rows = rows.select_for_update(of=("self",), no_key=True, skip_locked=True).order_by(*ORDER)
            top = Statement(rows[:1], at)
            behind = [Statement(rows.filter(same_level(MARK))[:1], at)]
            behind.append(Statement(rows.filter(urgency__lt=MARK.urgency)[:1], at))
        return lambda: _take(desk, who, top, behind)

    return prepare


def _take(desk: Desk, who: User, top: Statement, behind: Sequence[Statement]) -> int | None:
    at = timezone.now()
    with transaction.atomic():
        key = front_of(desk.program.pk, at=at)
        found = next((case for one in behind if (case := one.first(at, key))), None) if key else None
        if found is None:
            with watched(desk.program.pk):
                found = top.first(at, MARK)
        return _claimed("moderation_case", found, who, at)


def bare(desk: Desk) -> Callable[[int], Act]:
    """The textbook: an index of the free cases alone, the first one that nobody has locked, one update."""

    def take(who: User) -> int | None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(BARE, [desk.program.pk])
            row = cursor.fetchone()
            return _claimed("bare_case", row[0] if row else None, who, timezone.now())

    return lambda number: lambda: take(desk.moderators[number])


def _claimed(table: str, found: int | None, who: User, at: datetime) -> int | None:
    if found is not None:
        with connection.cursor() as cursor:
            cursor.execute(TAKE.format(table=table), [who.pk, at + cases.LEASE, found])
    return found


def cycles(desk: Desk) -> Callable[[int], Act]:
    """Claim the next and decide on it, by the product's actions: right, conflicts, quota, exercise and record."""

    def once(who: User) -> int | None:
        case = cases.claim_next(desk.program, moderator=who, at=timezone.now())
        if case is None:
            return None
        words: dict[str, Any] = {"act": "dismiss", "clause": None, "reason": "", "version": case.version}
        try:
            return decide(case, moderator=who, at=timezone.now(), **words).case_id
        except Conflict:
            return None

    return lambda number: lambda: once(desk.moderators[number])


def actions(desk: Desk) -> Callable[[int], Act]:
    """Claim the next by the product's action; what was held before is given back to nobody, as if decided long ago."""

    def once(who: User) -> int | None:
        found = cases.claim_next(desk.program, moderator=who, at=timezone.now())
        if found is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute("UPDATE moderation_case SET claimed_by_id = %s WHERE id = %s", [desk.manager.pk, found.pk])
        return found.pk

    return lambda number: lambda: once(desk.moderators[number])
