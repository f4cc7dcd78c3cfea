"""A cache in front of Django for strangers who read: half a second, in the memory of the process.

A crowd that reads one page costs one page. Only a GET or HEAD without a cookie, without `Authorization` and outside the
private prefixes is looked at, and only a complete HTML page (200) that sets no cookie and does not say `private` or
`no-store` is kept. Its age counts from the moment its making began, so nobody sees anything older than `SECONDS` (or
than the making took). Who asks for a page that is just being made waits for that one instead of making another. Nothing
is ever kept for anybody who is signed in, and no write passes here.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any

SECONDS = 0.5
MOST_PAGES = 512
MOST_BYTES = 512 * 1024
WAIT_SECONDS = 2.0
PRIVATE = ("/accounts/", "/admin/", "/api/", "/desk/", "/health/", "/hooks/", "/media/", "/portal/", "/static/")
VARIES = ("HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_LANGUAGE")
"""What a page for strangers may depend on. A request of htmx, which wants a part of a page, is never kept."""

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Application = Callable[..., Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A page as it was sent, and when its making began (seconds of the monotonic clock)."""

    headers: Headers
    body: bytes
    since: float


@dataclass(slots=True)
class _Flight:
    """A page that is being made, and those who wait for it. `page` stays empty if it may not be kept."""

    done: Event = field(default_factory=Event)
    page: Kept | None = None


class FrontCache:
    """The application behind the cache."""

    def __init__(self, application: Application, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.application, self.clock = application, clock
        self._pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._flights: dict[tuple[str, ...], _Flight] = {}
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not may_look(environ):
            return self.application(environ, start_response)
        key = tuple(str(environ.get(name, "")) for name in VARIES)
        kept = self._fresh(key)
        if kept is None and environ["REQUEST_METHOD"] == "GET":
            kept, made = self._fly(key, environ, start_response)
            if made is not None:
                return made
        if kept is None:
            return self.application(environ, start_response)
        start_response("200 OK", list(kept.headers))
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [kept.body]

    def _fresh(self, key: tuple[str, ...]) -> Kept | None:
        kept = self._pages.get(key)
        return kept if kept and self.clock() - kept.since < SECONDS else None

    def _fly(
        self, key: tuple[str, ...], environ: Environ, start_response: Callable[..., Any]
    ) -> tuple[Kept | None, Iterable[bytes] | None]:
        """The page of somebody else's flight, or the answer of one's own; neither where that flight kept nothing."""
        with self._lock:
            flight = self._flights.get(key)
            mine = flight is None
            if flight is None:
                flight = self._flights[key] = _Flight()
        if not mine:
            flight.done.wait(WAIT_SECONDS)
            return flight.page, None
        try:
            answer, flight.page = self._made(environ, start_response)
            if flight.page:
                self._keep(key, flight.page)
            return None, answer
        finally:
            with self._lock:
                del self._flights[key]
            flight.done.set()

    def _made(self, environ: Environ, start_response: Callable[..., Any]) -> tuple[Iterable[bytes], Kept | None]:
        since = self.clock()
        told: list[tuple[str, Headers]] = []

        def note(status: str, headers: Headers, *exc_info: Any) -> Any:
            told.append((status, headers))
            return start_response(status, headers, *exc_info)

        answer = self.application(environ, note)
        if len(told) != 1 or not may_keep(*told[0]):
            return answer, None
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return [body], Kept(told[0][1], body, since)

    def _keep(self, key: tuple[str, ...], page: Kept) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)


def may_look(environ: Environ) -> bool:
    """Whether anybody else without an account would get the same answer."""
    return (
        environ.get("REQUEST_METHOD") in {"GET", "HEAD"}
        and not environ.get("HTTP_COOKIE")
        and "HTTP_AUTHORIZATION" not in environ
        and "HTTP_HX_REQUEST" not in environ
        and "HTTP_RANGE" not in environ
        and not str(environ.get("PATH_INFO", "/")).startswith(PRIVATE)
    )


def may_keep(status: str, headers: Headers) -> bool:
    """Whether the answer is a whole public page. Without a length it may be a stream and is not touched."""
    named: dict[str, str] = {}
    for name, value in headers:
        named[name.lower()] = f"{named[name.lower()]}, {value}" if name.lower() in named else value
    cache = named.get("cache-control", "").lower()
    length = named.get("content-length", "")
    return (
        status.startswith("200")
        and named.get("content-type", "").startswith("text/html")
        and "set-cookie" not in named
        and "private" not in cache
        and "no-store" not in cache
        and length.isdigit()
        and int(length) <= MOST_BYTES
    )
