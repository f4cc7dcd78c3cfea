"""Our ledger with so many lines beside bare SQL of the same; run by `benchmarks.ledger` in a process of its own, which
reads a line of JSON for each row."""

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from advocates.queries.keyset import newest_first
from benchmarks.product.crew import Act, together
from benchmarks.product.ledger_fill import EACH, POINTS, Books, books
from campaigns.actions.ledger import post
from campaigns.models import LedgerEntry, Transfer
from campaigns.queries import balance_of, ledger_faults
from campaigns.queries.ledger import PAGE, page_of_statement, statement_of
from campaigns.queries.recognition.leaders import leaders_of
from tools.steps import Trouble

WRITERS = 16
TURNS = 200
INSERT = (
    "INSERT INTO campaigns_transfer (program_id, kind, cause, at, memo) VALUES (%s, %s, %s, now(), %s) RETURNING id"
)
UPDATE = "UPDATE campaigns_account SET balance = balance + %s, lifetime = lifetime + %s WHERE id = %s AND balance >= %s"
LINES = "INSERT INTO campaigns_ledgerentry (transfer_id, account_id, amount) VALUES (%s, %s, %s), (%s, %s, %s)"
BALANCE = "SELECT balance FROM campaigns_account WHERE program_id = %s AND kind = 'advocate' AND holder_id = %s"
STATEMENT = """SELECT e.amount, t.kind, t.at, t.memo, a.balance FROM campaigns_account a
JOIN campaigns_ledgerentry e ON e.account_id = a.id JOIN campaigns_transfer t ON t.id = e.transfer_id
WHERE a.program_id = %s AND a.kind = 'advocate' AND a.holder_id = %s ORDER BY e.id DESC LIMIT 26"""
FIRST = """SELECT s.points, u.id, u.name, u.handle FROM campaigns_score s JOIN accounts_user u ON u.id = s.member_id
WHERE s.season_id = %s AND s.shown AND s.points > 0 AND u.is_active ORDER BY s.points DESC, s.id LIMIT 51"""
SUMMED = """SELECT a.holder_id, sum(e.amount) FROM campaigns_ledgerentry e JOIN campaigns_account a ON a.id = e.account_id
WHERE a.program_id = %s AND a.kind = 'advocate' GROUP BY a.holder_id ORDER BY 2 DESC LIMIT 50"""


def main(entries: int, rounds: int, seconds: float) -> None:
    begun = time.perf_counter()
    scene = books(entries)
    tell("filled", entries=LedgerEntry.objects.count(), seconds=time.perf_counter() - begun)
    with CaptureQueriesContext(connection) as asked:
        ours(scene, "earned")(0)()
    tell("queries", count=len(asked))
    for _turn in range(rounds):
        for what, ways in READS.items():
            for who, read in ways.items():
                tell("read", what=what, who=who, times=_timed(read(scene), 1 if who == "summed" else TURNS))
        for kind in ("earned", "redeemed"):
            for who, write in (("ours", ours), ("bare", bare)):
                done = together(write(scene, kind), 1, seconds)
                tell("alone", kind=kind, who=who, times=done.took, rate=done.rate())
        for who, write in (("ours", ours), ("bare", bare)):
            tell("many", who=who, **together(write(scene, "earned"), WRITERS, seconds).told())
    repair(scene)
    if faults := [fault for _n, fault in zip(range(5), ledger_faults(), strict=False)]:
        raise Trouble("The ledger does not hold: " + " ".join(faults))


def ours(scene: Books, kind: str) -> Callable[[int], Act]:
    """Our action, each time with a new cause and another person's account."""
    side, sign = (scene.issued, 1) if kind == Transfer.Kind.EARNED else (scene.redeemed, -1)

    def prepare(number: int) -> Act:
        run = time.time_ns()
        dice = random.Random(f"{number}:{run}")
        count = iter(range(10**9))

        def act() -> int:
            account = scene.account(dice.randrange(len(scene.accounts)))
            lines = [(account, sign), (side, -sign)]
            cause = f"bench:{run}:{number}:{next(count)}"
            about = {"program": scene.program, "memo": "a published post", "at": timezone.now()}
            found: int = post(kind=kind, cause=cause, lines=lines, **about).pk  # type: ignore[arg-type]
            return found

        return act

    return prepare


def bare(scene: Books, kind: str) -> Callable[[int], Act]:
    """The least that does the same by hand: transfer, balance and two lines in a transaction; no lots."""
    side, sign = (scene.issued, 1) if kind == Transfer.Kind.EARNED else (scene.redeemed, -1)

    def prepare(number: int) -> Act:
        run = time.time_ns()
        dice = random.Random(f"{number}:{run}")
        count = iter(range(10**9))

        def act() -> int:
            account, cause = dice.choice(scene.accounts), f"bare:{run}:{number}:{next(count)}"
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(INSERT, [scene.program.pk, kind, cause, "a published post"])
                found: int = cursor.fetchone()[0]
                cursor.execute(UPDATE, [sign, max(0, sign), account, -sign])
                cursor.execute(LINES, [found, account, sign, found, side.pk, -sign])
            return found

        return act

    return prepare


def repair(scene: Books) -> None:
    """The lots of what was moved by hand, from the newest backwards (ours takes the oldest first), so that the check at
    the end says something of all the rest."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO campaigns_lot (account_id, transfer_id, amount, "left", at, notices)
            SELECT e.account_id, t.id, e.amount, e.amount, t.at, 0 FROM campaigns_transfer t
            JOIN campaigns_ledgerentry e ON e.transfer_id = t.id AND e.account_id <> %s
            WHERE t.cause LIKE 'bare:%%' AND t.kind = 'earned'""",
            [scene.issued.pk],
        )
        cursor.execute(
            """INSERT INTO campaigns_draw (lot_id, transfer_id, amount, given_back)
            SELECT l.id, t.id, 1, 0 FROM (
              SELECT t.id, e.account_id, row_number() OVER (PARTITION BY e.account_id ORDER BY t.id) AS turn
              FROM campaigns_transfer t JOIN campaigns_ledgerentry e ON e.transfer_id = t.id AND e.account_id <> %s
              WHERE t.cause LIKE 'bare:%%' AND t.kind = 'redeemed') t
            CROSS JOIN LATERAL (SELECT l.id FROM campaigns_lot l WHERE l.account_id = t.account_id
              AND l.transfer_id <= %s ORDER BY l.id DESC LIMIT 1 OFFSET (t.turn - 1) / %s) l""",
            [scene.redeemed.pk, len(scene.people) * EACH, POINTS],
        )
        cursor.execute(
            """UPDATE campaigns_lot l SET "left" = l."left" - d.taken FROM (SELECT d.lot_id, count(*) AS taken
            FROM campaigns_draw d JOIN campaigns_transfer t ON t.id = d.transfer_id WHERE t.cause LIKE 'bare:%%'
            GROUP BY d.lot_id) d WHERE d.lot_id = l.id"""
        )


def _our_balance(scene: Books) -> Callable[[], Any]:
    return lambda: balance_of(scene.program, _somebody(scene))


def _our_statement(scene: Books) -> Callable[[], Any]:
    def read() -> Any:
        member = _somebody(scene)
        part = newest_first(statement_of(scene.program, member), QueryDict(), PAGE)
        return page_of_statement(scene.program, member, part.rows)

    return read


def _our_first(scene: Books) -> Callable[[], Any]:
    return lambda: leaders_of(scene.season)


def _somebody(scene: Books) -> User:
    return User(pk=random.choice(scene.people))


def _bare_read(statement: str, values: Callable[[Books], list[int]]) -> Callable[[Books], Callable[[], Any]]:
    def of(scene: Books) -> Callable[[], Any]:
        def read() -> Any:
            with connection.cursor() as cursor:
                cursor.execute(statement, values(scene))
                return cursor.fetchall()

        return read

    return of


def _of_somebody(scene: Books) -> list[int]:
    return [scene.program.pk, random.choice(scene.people)]


READS: dict[str, dict[str, Callable[[Books], Callable[[], Any]]]] = {
    "balance": {"ours": _our_balance, "bare": _bare_read(BALANCE, _of_somebody)},
    "statement": {"ours": _our_statement, "bare": _bare_read(STATEMENT, _of_somebody)},
    "leaderboard": {
        "ours": _our_first,
        "bare": _bare_read(FIRST, lambda scene: [scene.season.pk]),
        "summed": _bare_read(SUMMED, lambda scene: [scene.program.pk]),
    },
}


def _timed(read: Callable[[], Any], turns: int) -> list[float]:
    took = []
    for _turn in range(turns):
        begun = time.perf_counter()
        if not read():
            raise Trouble("Nothing was read.")
        took.append(time.perf_counter() - begun)
    return took


def tell(part: str, **said: Any) -> None:
    print(json.dumps({"part": part, **said}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
