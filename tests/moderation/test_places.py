"""A right to a part of the program: the cases there are found without reading those elsewhere."""

import pytest
from django.db import connection
from django.utils import timezone

from moderation.actions import cases
from moderation.models import Case
from moderation.queries import places
from moderation.queries.places import few_pages
from moderation.queries.queue import page_of_queue
from moderation.queries.standing import standing_of
from tests.factories import BrandPageFactory
from tests.moderation.stage import Stage

COPIES = """INSERT INTO moderation_case (program_id, message_id, path, state, urgency, escalated, opened_at, due_at, version,
                                     language, reach, aged)
            SELECT program_id, message_id + 1000000 * (%(urgency)s + 1) + i, %(path)s, %(state)s, %(urgency)s, escalated,
                   opened_at, due_at + (i || ' s')::interval, version, language, reach, aged
              FROM moderation_case, generate_series(1, %(count)s) i WHERE id = %(of)s"""
ROWS_READ = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'moderation_case'"


def copied(case: Case, path: str, urgency: int, count: int, state: str = "open") -> None:
    """So many more like this one there, of messages that there are not."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(COPIES, {"path": path, "urgency": urgency, "count": count, "of": case.pk, "state": state})
        cursor.execute("SET LOCAL session_replication_role = origin")


def rows_read() -> int:
    """Rows of cases that this transaction has read so far."""
    with connection.cursor() as cursor:
        cursor.execute(ROWS_READ)
        return int(cursor.fetchone()[0])


def test_a_section_without_anything_urgent_reads_nothing_of_what_is_urgent_elsewhere(stage: Stage) -> None:
    """Guard: `few_pages` in `page_of_queue` and `_first_behind`; without it the 3,000 of the kitchen are read, because the
    planner takes urgency and place for independent."""
    beside = stage.case(stage.say(page=stage.garden), urgency=1)
    copied(beside, stage.kitchen.path, 4, 3000)
    copied(beside, stage.garden.path, 0, 1500, "decided")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE moderation_case")
    gardener, at = stage.moderator_of(stage.garden), timezone.now()
    before = rows_read()
    assert page_of_queue(standing_of(gardener, stage.program, at=at)).cases == [beside]
    assert cases.claim_next(stage.program, moderator=gardener, at=at) == beside
    assert rows_read() - before < 100


def test_the_first_of_several_pages_come_in_one_order_with_those_below_the_scope(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By way of pages and by way of the whole line: the same, page for page and from one claim to the next."""
    below = BrandPageFactory(parent=stage.kitchen, title="Pots")
    there = [stage.kitchen, below, stage.garden]
    made = [stage.case(stage.say(page=there[n % 3]), urgency=n % 5) for n in range(12)]
    wanted = [case.pk for case in sorted(made, key=lambda c: (-c.urgency, c.due_at, c.pk)) if made.index(case) % 3 < 2]
    standing = standing_of(stage.moderator, stage.program, at=timezone.now())
    assert few_pages(standing) == sorted([stage.kitchen.path, below.path])
    for most in (200, 1):
        monkeypatch.setattr(places, "MOST", most)
        found, key = [], ""
        while len(found) < len(wanted):
            page = page_of_queue(standing, key=key, size=3)
            found, key = found + [case.pk for case in page.cases], page.older
        assert found == wanted
        first = cases.claim_next(stage.program, moderator=stage.moderator, at=timezone.now())
        assert first is not None
        second = cases.claim_next(stage.program, moderator=stage.moderator, at=timezone.now(), skip=first)
        assert second is not None
        assert [first.pk, second.pk] == wanted[:2]
        cases.release(second, moderator=stage.moderator, at=timezone.now())
    assert few_pages(standing) is None, "where there are more than so many the whole line is read"


def test_staff_and_a_right_to_the_whole_program_read_the_whole_line(stage: Stage) -> None:
    stage.case()
    wide = stage.moderator_of(stage.program.root_page.specific)
    for person in (stage.manager, wide):
        assert few_pages(standing_of(person, stage.program, at=timezone.now())) is None
