"""Our queue at two sizes; run by `benchmarks.queue` in a process of its own, which reads a line of JSON for each row."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts.models import User
from benchmarks.product.crew import Act, together
from benchmarks.product.queue_fill import MODERATORS, Desk, desk, fill, flags
from benchmarks.product.taking import MAKE_BARE, actions, bare, cycles, statements
from moderation.models import Case, Decision
from moderation.queries.queue import ORDER, PAGE, key_of, page_of_queue
from moderation.queries.standing import standing_of
from sitewide.memory import forget_everything

TURNS = 40
AGED = 20_000
"""So many cases at the head are decided while the old snapshot is open, before anything is measured."""
CLAIMS: dict[str, Callable[[Desk], Callable[[int], Act]]] = {"statements": statements, "bare": bare, "action": actions}


def main(sizes: list[int], rounds: int, seconds: float) -> None:
    scene, filled = desk(), 1
    for size in sizes:
        fill(scene, filled, size - 1)
        filled = size
        run(*MAKE_BARE)
        if size == sizes[0]:
            flags(scene, size)
        pages(scene, size)
        fresh()
        claims(scene, size, rounds, seconds, old=False)
    with old_snapshot():
        aged()
        claims(scene, sizes[-1], rounds, seconds, old=True)
    cache.clear()


def pages(scene: Desk, size: int) -> None:
    """First, thousandth (where there are as many) and last page, as three kinds of people see them."""
    people = {"of everything": scene.moderators[0], "of a section": scene.of_a_section, "staff": scene.manager}
    for who, person in people.items():
        for where, key in places(scene, person, size).items():
            took = [_page(scene, person, key) for _turn in range(TURNS)]
            tell("page", size=size, who=who, where=where, times=took[TURNS // 8 :])


def places(scene: Desk, person: User, size: int) -> dict[str, str]:
    standing = standing_of(person, scene.program, at=timezone.now())
    rows = Case.objects.filter(standing.within(), state=Case.State.OPEN)
    count = rows.count()
    keys = {"first": "", "1,000th": _key(rows, 999 * PAGE) if count > 1000 * PAGE else None}
    keys["last"] = _key(rows, count - PAGE - 1)
    return {where: key for where, key in keys.items() if key is not None}


def _key(rows: Any, number: int) -> str:
    return str(key_of(rows.order_by(*ORDER)[number]))


def _page(scene: Desk, person: User, key: str) -> float:
    begun = time.perf_counter()
    page_of_queue(standing_of(person, scene.program, at=timezone.now()), key=key)
    return time.perf_counter() - begun


def claims(scene: Desk, size: int, rounds: int, seconds: float, *, old: bool) -> None:
    """In turns, of which the first is not counted: then the whole of the work, claim and decide, whose decisions are
    counted in the database."""
    for turn in range(rounds + 1):
        for kind, take in CLAIMS.items():
            done = together(take(scene), MODERATORS, seconds)
            if turn:
                tell("claim", size=size, kind=kind, old=old, **done.told())
    run("UPDATE moderation_case SET claimed_by_id = NULL, claimed_until = NULL WHERE claimed_by_id IS NOT NULL")
    before = Decision.objects.count()
    done = together(cycles(scene), MODERATORS, seconds * rounds)
    made = Decision.objects.count() - before
    told = {"made": made, "lost": made - len(done.cases)}
    tell("claim", size=size, kind="claim and decide", old=old, **done.told(), **told)
    if not old:
        fresh()


def fresh() -> None:
    """Nobody holds anything, and nothing dead is left."""
    for table in ("moderation_case", "bare_case"):
        run(f"UPDATE {table} SET claimed_by_id = NULL, claimed_until = NULL WHERE claimed_by_id IS NOT NULL")
        run(f"VACUUM (ANALYZE) {table}")
    cache.clear()
    forget_everything()


def aged() -> None:
    """What hours of work under the snapshot leave: everything at the head is decided, and nobody may tidy up."""
    for table in ("moderation_case", "bare_case"):
        head = f"SELECT id FROM {table} WHERE state = 'open' ORDER BY urgency DESC, due_at, id LIMIT {AGED}"
        run(f"UPDATE {table} SET state = 'decided', closed_at = now() WHERE id IN ({head})")


@contextmanager
def old_snapshot() -> Iterator[None]:
    """Another session that goes on reading the database as it is now."""
    known = connection.get_connection_params()
    address = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
    with psycopg.connect(**address) as other:
        other.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        other.execute("SELECT count(*) FROM moderation_flag")
        yield


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def tell(part: str, **said: Any) -> None:
    print(json.dumps({"part": part, **said}), flush=True)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1].split(",")], int(sys.argv[2]), float(sys.argv[3]))
