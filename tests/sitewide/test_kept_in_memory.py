"""What spares a process work: clients, addresses and lines that are there already, and pieces of the frame."""

import threading
import time

import psycopg
import pytest
from django.core.cache import cache, caches
from django.db import connection, connections
from django.template import Context, Template

from sitewide.memory import Memory
from sitewide.static_files import RememberedStaticFilesStorage
from tests.races.processes import on_postgresql


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_a_line_that_the_server_closed_is_found_out_without_asking() -> None:
    """Guard: `is_usable` looks at the socket. Answering True whatever it sees, the next query fails."""
    connection.ensure_connection()
    assert connection.is_usable()
    wire = connection.connection
    with psycopg.connect(wire.info.dsn, password=wire.info.password, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [wire.info.backend_pid])
    until = time.monotonic() + 5
    while connection.is_usable() and time.monotonic() < until:
        time.sleep(0.01)
    assert not connection.is_usable()
    connection.close()
    assert connection.is_usable() is False
    connection.ensure_connection()
    assert connection.is_usable()


@pytest.mark.django_db(transaction=True)
@on_postgresql
def test_a_line_in_use_is_not_asked() -> None:
    connection.ensure_connection()
    asked: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *rest: asked.append(sql) or execute(sql, *rest)):
        assert connection.is_usable()
    assert asked == []


def test_counting_on_what_ended_meanwhile_begins_nothing_without_an_end() -> None:
    """Guard: asking and counting are one step. As two, what ends between them would be counted from 1, for ever."""
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing-there")
    assert cache.get("nothing-there") is None
    cache.set("there", 4, 30)
    assert cache.incr("there", 3) == 7


def test_threads_that_count_together_lose_no_count() -> None:
    cache.set("many", 0, 30)

    def count() -> None:
        for _ in range(50):
            cache.incr("many")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert cache.get("many") == 200


def test_a_piece_of_the_frame_is_made_once_for_what_it_names() -> None:
    template = Template("{% load cache %}{% cache 300 'tried' name %}{{ name }}: {{ made }}{% endcache %}")
    said = [template.render(Context({"name": name, "made": made})) for name, made in (("a", 1), ("a", 2), ("b", 3))]
    assert said == ["a: 1", "a: 1", "b: 3"]
    assert caches["template_fragments"].get("never kept", "x") == "x"


def test_what_is_remembered_ends_and_the_oldest_goes_first() -> None:
    memory: Memory[int] = Memory(seconds=0.05, most=2)
    for number, key in enumerate("abc"):
        memory.keep(key, number)
    assert [memory.find(key) for key in "abc"] == [None, 1, 2]
    time.sleep(0.06)
    assert memory.find("c") is None


def test_an_address_of_a_static_file_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        "whitenoise.storage.CompressedManifestStaticFilesStorage.url",
        lambda _self, name, force=False: asked.append(name) or f"/static/{name}",
    )
    storage = RememberedStaticFilesStorage()
    assert {storage.url("css/base.css") for _ in range(3)} == {"/static/css/base.css"}
    assert asked == ["css/base.css"]


@on_postgresql
def test_every_connection_is_ours_where_it_is_postgresql() -> None:
    assert {type(one).__module__ for one in connections.all()} == {"sitewide.postgresql.base"}
