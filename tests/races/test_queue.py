"""I7 and I13 at the head of the queue: 32 at once, under an old snapshot too, with scopes and conflicts of their own."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from moderation.actions import cases
from moderation.actions.decisions import decide
from moderation.models import Case, Decision
from moderation.queries import front
from record.models import Entry
from sitewide.errors import Conflict
from tests.moderation.stage import Stage, staged
from tests.races.processes import on_postgresql, race

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), on_postgresql]
MANY = 32


@pytest.fixture
def stage() -> Stage:
    return staged()


@contextmanager
def old_snapshot() -> Iterator[None]:
    """Another session that reads the database as it is now, for as long as the block lasts."""
    known = connection.get_connection_params()
    address = {name: known[name] for name in ("dbname", "user", "password", "host", "port") if known.get(name)}
    with psycopg.connect(**address) as other:
        other.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        other.execute("SELECT count(*) FROM moderation_case")
        yield


def test_thirty_two_work_through_the_queue_and_no_case_is_decided_twice_or_left(stage, monkeypatch):
    """I5, I7 and I13. Guards: `skip_locked` with the row lock in `_first_behind` (without the lock two decide on the
    same), `conflicts_of` in `_may_decide`, `standing.usable` in `_first`. The front is in use from the second
    claim on; where claims behind it find nothing they look from the top, else cases are left here."""
    monkeypatch.setattr(front, "MOST_CLAIMS", 2)
    monkeypatch.setattr(front, "SLOW", 0.0)
    pages = [stage.kitchen, stage.garden]
    moderators = [stage.moderator_of(pages[number % 2], per_day=500) for number in range(MANY)]
    for number in range(96):
        author = moderators[number % MANY] if number % 3 == 0 else stage.author
        stage.case(stage.say(author=author, page=pages[number // 3 % 2]), urgency=number % 5)

    def work(number: int) -> list[int]:
        done, idle = [], 0
        while idle < 3:
            case = cases.claim_next(stage.program, moderator=moderators[number], at=timezone.now())
            if case is None:
                idle += 1
                time.sleep(0.2)
                continue
            words = {"act": "dismiss", "clause": None, "reason": "", "version": case.version}
            done.append(decide(case, moderator=moderators[number], at=timezone.now(), **words).case_id)
        return done

    with old_snapshot():
        told = [outcome.value for outcome in race(work, MANY)]
    decided = [case for done in told for case in done]
    assert len(decided) == len(set(decided)) == Decision.objects.count() == 96
    for decision in Decision.objects.select_related("case__message", "exercise__grant__scope"):
        assert decision.by_id != decision.case.message.author_id, "I5"
        assert decision.case.path.startswith(decision.exercise.grant.scope.path), "I13"


def test_a_case_that_lapses_in_front_of_the_remembered_place_is_found_again(stage, monkeypatch):
    """Guard: a front is believed for a second only, and whoever finds nothing behind it looks from the top."""
    monkeypatch.setattr(front, "MOST_CLAIMS", 1)
    monkeypatch.setattr(front, "SLOW", 0.0)
    monkeypatch.setattr(front, "SHARE", 0.0)
    at, moderators = timezone.now(), [stage.moderator_of() for _number in range(4)]
    first, _second, third, fourth = (stage.case(urgency=level) for level in (4, 3, 2, 1))
    for moderator in moderators[:2]:
        cases.claim_next(stage.program, moderator=moderator, at=at)
    cases.release(first, moderator=moderators[0], at=at)
    overtaken = cases.claim_next(stage.program, moderator=moderators[2], at=at)
    assert overtaken in {first, third}
    time.sleep(1.1)
    found = {overtaken, cases.claim_next(stage.program, moderator=moderators[3], at=at)}
    assert first in found, "a second later at the latest it is the next again"
    assert fourth not in found


def test_the_front_is_forgotten_where_looking_is_quick(stage, monkeypatch):
    monkeypatch.setattr(front, "MOST_CLAIMS", 1)
    monkeypatch.setattr(front, "SLOW", 60.0)
    stage.case()
    assert front.front_of(stage.program.pk, at=timezone.now()) is None
    assert cache.get(f"moderation.front.{stage.program.pk}") is None


def test_one_slow_claim_is_enough_for_the_front_to_be_looked_for(stage, monkeypatch):
    """Guard: `watched` in `_first`; without it sixteen claims in each process are slow."""
    monkeypatch.setattr(front, "SLOW", 0.0)
    first, second = stage.case(urgency=4), stage.case(urgency=2)
    at = timezone.now()
    assert front.front_of(stage.program.pk, at=at) is None
    monkeypatch.setattr(front, "SLOW_CLAIM", 0.0)
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=at) == first
    begin = front.front_of(stage.program.pk, at=at)
    assert begin is not None
    assert begin.number == second.pk - 1


def test_a_process_that_died_while_looking_stops_nobody(stage, monkeypatch):
    """Guard: `cache.add` with an end; claims meanwhile go by what was known, here by the top."""
    monkeypatch.setattr(front, "MOST_CLAIMS", 1)
    cache.add(f"moderation.front.{stage.program.pk}.looking", True, front.PATIENCE)
    wanted = stage.case()
    assert cases.claim_next(stage.program, moderator=stage.moderator, at=timezone.now()) == wanted


def test_a_claim_lapses_into_the_hands_of_one_of_many_and_its_holder_learns_it(stage):
    """I7. Guard: the row lock in `extend` and `claim`: whoever comes second sees who holds it now."""
    case, moderators = stage.case(), [stage.moderator_of() for _number in range(MANY - 1)]
    begun = timezone.now()
    cases.claim(case, moderator=stage.moderator, at=begun)
    late = begun + timedelta(minutes=16)

    def press(number: int) -> str:
        if number == 0:
            return str(cases.extend(case, moderator=stage.moderator, at=late).claimed_by_id)
        return str(cases.claim(case, moderator=moderators[number - 1], at=late).claimed_by_id)

    outcomes = race(press, MANY)
    refusals = Counter(outcome.refused for outcome in outcomes)
    assert refusals[""] == 1, "one holds it"
    assert Case.objects.get().claimed_by_id == int(next(o.value for o in outcomes if o.value))


def test_a_page_that_is_left_and_opened_again_at_once_keeps_the_claim_or_says_that_it_is_gone(stage):
    """Guard: `lease` in `_release_if_held`, asked again after waiting for the row."""
    wanted = stage.case()
    at = timezone.now()
    for number in range(20):
        held = cases.claim(wanted, moderator=stage.moderator, at=at + timedelta(seconds=number))
        later = at + timedelta(seconds=number, milliseconds=500)

        def both(which: int, held: Case = held, later: Any = later) -> str:
            if which:
                cases.release(held, moderator=stage.moderator, at=later, lease=held.claimed_until)
                return "left"
            try:
                return str(cases.extend(held, moderator=stage.moderator, at=later).claimed_until)
            except Conflict:
                return "gone"

        told = {outcome.number: outcome.value for outcome in race(both, 2)}
        now = Case.objects.get().claimed_until
        assert (told[0] == "gone") == (now is None), "what the page was told is what is so"
    assert Entry.objects.filter(verb="case.claimed").exists()
