"""The cache in front of strangers: half a second, one making at a time, nothing personal."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from sitewide.frontcache import MOST_PAGES, SECONDS, FrontCache


class Site:
    """A WSGI application that counts how often it is asked."""

    def __init__(self, status: str = "200 OK", **headers: str) -> None:
        self.asked = 0
        self.status = status
        self.headers = {"Content-Type": "text/html; charset=utf-8"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        body = f"page {self.asked}".encode()
        start_response(self.status, [*self.headers.items(), ("Content-Length", str(len(body)))])
        return [body]


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def ask(cache: FrontCache, path: str = "/pans/", method: str = "GET", **environ: str) -> bytes:
    asked = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "a.example", "wsgi.url_scheme": "https"}
    return b"".join(cache(asked | environ, lambda *_args: None))


def test_a_stranger_gets_what_another_just_got_for_half_a_second() -> None:
    site, clock = Site(), Clock()
    cache = FrontCache(site, clock=clock)
    assert ask(cache) == ask(cache) == b"page 1"
    clock.now += SECONDS - 0.01
    assert ask(cache) == b"page 1"
    clock.now += 0.02
    assert ask(cache) == b"page 2"


@pytest.mark.parametrize(
    "different",
    [
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_HX_REQUEST": "true"},
        {"method": "POST"},
        {"path": "/portal/"},
        {"path": "/accounts/login/"},
        {"path": "/admin/"},
        {"path": "/api/v1/"},
        {"path": "/desk/"},
    ],
)
def test_everybody_and_everything_else_passes_through(different: dict[str, str]) -> None:
    site = Site()
    cache = FrontCache(site)
    ask(cache, **different)
    ask(cache, **different)
    assert site.asked == 2


@pytest.mark.parametrize(
    "site",
    [
        Site("404 Not Found"),
        Site("302 Found"),
        Site(Set_Cookie="csrftoken=x"),
        Site(Cache_Control="private"),
        Site(Cache_Control="max-age=0, No-Store"),
        Site(Content_Type="application/json"),
    ],
    ids=["missing", "moved", "cookie", "private", "no-store", "no page"],
)
def test_nothing_but_whole_public_pages_is_kept(site: Site) -> None:
    cache = FrontCache(site)
    ask(cache)
    ask(cache)
    assert site.asked == 2


@pytest.mark.parametrize(
    "different",
    [{"HTTP_HOST": "b.example"}, {"QUERY_STRING": "thread=2"}, {"HTTP_ACCEPT_LANGUAGE": "de"}, {"path": "/"}],
)
def test_what_a_page_depends_on_is_told_apart(different: dict[str, str]) -> None:
    cache = FrontCache(Site())
    assert ask(cache) != ask(cache, **different)


def test_head_is_answered_from_the_page_without_its_body() -> None:
    site = Site()
    cache = FrontCache(site)
    ask(cache)
    assert ask(cache, method="HEAD") == b""
    assert site.asked == 1


def test_it_never_holds_more_than_its_share() -> None:
    cache = FrontCache(Site())
    for number in range(MOST_PAGES + 50):
        ask(cache, path=f"/page-{number}/")
    assert len(cache._pages) == MOST_PAGES


def test_a_crowd_costs_one_page() -> None:
    """Without the flight in `_fly` every thread makes the page."""
    gate, entered = threading.Event(), threading.Event()
    site = Site()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        entered.set()
        gate.wait(5)
        return site(environ, start_response)

    cache = FrontCache(slow)
    got: list[bytes] = []
    crowd = [threading.Thread(target=lambda: got.append(ask(cache))) for _ in range(12)]
    for one in crowd:
        one.start()
    entered.wait(5)
    gate.set()
    for one in crowd:
        one.join(5)
    assert (got, site.asked) == ([b"page 1"] * 12, 1)


def test_a_page_that_fails_fails_for_each_by_itself() -> None:
    def broken(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        raise RuntimeError("no page")

    cache = FrontCache(broken)
    for _again in range(2):
        with pytest.raises(RuntimeError):
            ask(cache)
    assert not cache._flights
