"""The bell that calls the worker: one ring that nobody has heard is enough for everybody."""

from contextlib import suppress

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from redis import Redis

from record.actions import write
from record.consumers import REGISTERED, Consumer
from record.tasks import settle
from sitewide import jobs
from tests.factories import UserFactory

BELL = "record.tasks.settle"
LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture
def rings(settings):
    """How many rings wait in the broker, which begins empty as the cache does."""
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        pytest.skip("Needs REDIS_URL: the broker of the embedded default shares no cache with the worker.")
    with Redis.from_url(settings.CELERY_BROKER_URL) as broker:
        yield lambda: broker.llen("celery")


def test_a_second_ring_before_the_first_is_heard_queues_nothing(rings):
    for _ in range(5):
        jobs.ring_once(BELL)
    assert rings() == 1


def test_what_is_committed_after_the_task_began_rings_again(rings):
    """Guard: `heard` at the beginning of the task. Without it the second act waits for the sweep."""
    jobs.ring_once(BELL)
    jobs.heard(BELL)
    jobs.ring_once(BELL)
    assert rings() == 2


@pytest.mark.django_db
def test_an_act_committed_while_others_are_settled_can_ring(rings, monkeypatch):
    """It may be too late for that settlement. Guard: `settle` hears the bell before it looks at what waits."""
    heard = Consumer("listener", frozenset({"grant.offered"}), lambda _entry: jobs.ring_once(BELL))
    monkeypatch.setitem(REGISTERED, "listener", heard)
    with transaction.atomic():
        write("grant.offered", at=timezone.now(), subject=UserFactory())
    jobs.ring_once(BELL)
    settle()
    assert rings() == 2


def test_a_ring_that_was_lost_keeps_others_from_ringing_for_seconds_only(rings):
    jobs.ring_once(BELL)
    assert 0 < cache._cache.get_client().pttl(cache.make_key(f"rung:{BELL}")) <= jobs.RUNG_SECONDS * 1000


def test_without_a_cache_that_the_worker_shares_every_act_rings(rings, settings):
    settings.CACHES = LOCAL
    for _ in range(3):
        jobs.ring_once(BELL)
    assert rings() == 3


def test_other_tasks_ring_each_time(rings):
    jobs.ring_once(BELL)
    jobs.ring("sitewide.tasks.deliver_due")
    jobs.ring("sitewide.tasks.deliver_due")
    assert rings() == 3


def test_a_cache_that_is_away_lets_every_act_ring(rings, settings, caplog):
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    jobs.ring_once(BELL)
    jobs.heard(BELL)
    assert rings() == 1
    assert "does not know" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_an_act_of_many_entries_rings_once_even_if_a_part_of_it_is_undone(rings):
    """Guard: only a ring that falls with the same savepoint or an outer one spares another.

    Without looking at the savepoints the ring of the part that is undone would spare the one that stays.
    """
    person, at = UserFactory(), timezone.now()
    with transaction.atomic():
        with suppress(ZeroDivisionError), transaction.atomic():
            write("a.verb", at=at, subject=person)
            raise ZeroDivisionError
        write("a.verb", at=at, subject=person)
        write("a.verb", at=at, subject=person)
        waiting = [func for _sids, func, *_ in transaction.get_connection().run_on_commit]
        assert len(waiting) == 1
    assert rings() == 1
