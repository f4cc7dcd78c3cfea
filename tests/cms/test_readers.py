"""How many people read a page: each once a day, without knowing who, and not those who object or are programs."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cms.actions.reading import close_days, note_reads
from cms.models import BrandPage, PageReader, Readership, ReadingDay
from cms.queries.reading import readers_a_day
from sitewide.visitors import SECONDS, Reads, Visitors
from tests.cms.conftest import Cast
from tests.factories import BrandPageFactory
from tests.stage import at_work

pytestmark = pytest.mark.django_db
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Reading:
    """An application with its readers counted, what was stored of them, and a clock."""

    def __init__(self, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> None:
        self.clock, self.stored = Clock(), list[Reads]()
        self.status, self.kind = status, kind
        self.visitors = Visitors(self.page, self.stored.append, clock=self.clock, aside=False)

    def page(self, _environ: Any, start_response: Any) -> Iterable[bytes]:
        start_response(self.status, [("Content-Type", self.kind)])
        return [b"read"]

    def read(self, path: str = "/pans/", **environ: str) -> None:
        known = {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "HTTP_HOST": "brand.example", "HTTP_USER_AGENT": AGENT,
            "REMOTE_ADDR": "198.51.100.7",
        }  # fmt: skip
        assert list(self.visitors(known | environ, lambda *_told: None)) == [b"read"]

    def counted(self) -> int:
        """How many different readers of how many addresses, after the next flush; the flush itself is read by nobody."""
        self.clock.now += SECONDS
        self.read("/flush/", REMOTE_ADDR="203.0.113.1")
        return sum(len(who) for reads in self.stored for (_host, path), who in reads.items() if path != "/flush/")


def test_everybody_counts_once_an_address() -> None:
    reading = Reading()
    for _time in range(3):
        reading.read()
    reading.read(REMOTE_ADDR="198.51.100.8")
    reading.read(HTTP_USER_AGENT=AGENT.replace("140", "141"))
    reading.read("/knives/")
    assert reading.counted() == 4


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "POST"}, {"REQUEST_METHOD": "HEAD"}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_SEC_GPC": "1"},
        {"HTTP_DNT": "1"}, {"HTTP_USER_AGENT": ""}, {"HTTP_USER_AGENT": "Examplebot/2.1 (+https://bot.example)"},
        {"HTTP_USER_AGENT": "curl/8.5.0"}, {"PATH_INFO": "/portal/"}, {"PATH_INFO": "/api/v1/"},
    ],
)  # fmt: skip
def test_whoever_objects_or_reads_no_page_leaves_no_mark(environ: dict[str, str]) -> None:
    """Guard: `may_count`."""
    reading = Reading()
    reading.read(**environ)
    assert reading.counted() == 0


@pytest.mark.parametrize(("status", "kind"), [("404 Not Found", "text/html"), ("200 OK", "application/json")])
def test_what_is_no_page_is_not_read(status: str, kind: str) -> None:
    reading = Reading(status, kind)
    reading.read()
    assert reading.counted() == 0


def test_a_store_that_fails_keeps_nobody_from_reading() -> None:
    """Guard: the `except` in `_safely`."""

    def fail(_reads: Reads) -> None:
        raise OSError

    reading = Reading()
    reading.visitors.store = fail
    assert reading.counted() == 0


def path_of(page: BrandPage) -> str:
    return str(page.get_url_parts()[2])


def people(*names: str) -> set[bytes]:
    return {name.encode() for name in names}


def test_marks_of_a_day_become_a_number_and_are_forgotten(cast: Cast) -> None:
    """Guards: the unique key for who reads twice; the salt of the day, without which somebody is known again tomorrow."""
    address = ("testserver", path_of(cast.page))
    note_reads({address: people("a", "b"), ("testserver", "/nothing/"): people("a")}, at=NOON)
    note_reads({address: people("b", "c")}, at=NOON + timedelta(hours=1))
    first = {bytes(mark) for mark in PageReader.objects.values_list("mark", flat=True)}
    assert len(first) == 3
    note_reads({address: people("a", "b")}, at=NOON + timedelta(days=1))
    assert not first & {bytes(one.mark) for one in PageReader.objects.filter(day=NOON.date() + timedelta(days=1))}
    today = NOON.date() + timedelta(days=2)
    assert (close_days(today=today), close_days(today=today)) == (2, 0)
    assert list(Readership.objects.order_by("day").values_list("page", "readers")) == [
        (cast.page.pk, 3),
        (cast.page.pk, 2),
    ]
    assert not PageReader.objects.exists()
    assert not ReadingDay.objects.exists()
    assert readers_a_day([cast.page.pk], today) == 2


def test_pages_nobody_may_read_are_not_counted_and_today_counts_before_any_day_is_over(cast: Cast) -> None:
    assert readers_a_day([cast.page.pk], NOON.date()) is None
    hidden = BrandPageFactory(parent=cast.page)
    BrandPage.objects.filter(pk=hidden.pk).update(live=False)
    note_reads({("testserver", path_of(hidden)): people("a"), ("testserver", path_of(cast.page)): people("a")}, at=NOON)
    assert readers_a_day([cast.page.pk, hidden.pk], NOON.date()) == 1


def test_a_manager_sees_how_many_read_the_pages_of_a_grant(cast: Cast) -> None:
    Readership.objects.create(page=cast.page, day=cast.at.date() - timedelta(days=1), readers=41)
    manager: Client = at_work(cast.manager)
    sent = {
        "program": cast.program.pk, "advocate": cast.advocate.pk, "right": "moderate", "scope": cast.page.pk,
        "per_day": 5, "preview": "1",
    }  # fmt: skip
    shown = manager.post(reverse("grants:add"), sent).content.decode()
    assert "People who read the new pages" in shown
    assert "<dd>41</dd>" in shown
