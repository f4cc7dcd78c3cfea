"""How many people read a page, without knowing who: marks that are worth nothing the day after.

A mark is a keyed hash of address and browser under a salt of that day, which is thrown away with the marks when they have
been counted. No cookie is set, nothing is written while a page is answered, and whoever sends `Sec-GPC` or `DNT` leaves
none, nor do programs that say they are one.
"""

import logging
import re
import time
from collections.abc import Callable, Iterable
from hashlib import blake2b
from threading import Lock, Thread
from typing import Any

from django.db import connection

from sitewide.frontcache import PRIVATE, Application, Environ
from sitewide.limits import address_in

logger = logging.getLogger(__name__)
SECONDS = 10.0
"""So long reads are kept in memory before they are stored together; a process that is killed loses those."""
MOST_WAITING = 20_000
PROGRAMS = re.compile(r"bot|crawl|spider|slurp|preview|monitor|curl|wget|python|headless|http", re.IGNORECASE)

Reads = dict[tuple[str, str], set[bytes]]
"""By host and path: who read it, told apart by address and browser only until they are stored."""
Store = Callable[[Reads], Any]


class Visitors:
    """The application, with whoever reads a whole page noted; `store` gets what was noted, in a thread of its own."""

    def __init__(
        self, application: Application, store: Store, *, clock: Callable[[], float] = time.monotonic, aside: bool = True
    ) -> None:
        self.application, self.store, self.clock, self.aside = application, store, clock, aside
        self._reads: Reads = {}
        self._number, self._since = 0, clock()
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not may_count(environ):
            return self.application(environ, start_response)

        def note(status: str, headers: list[tuple[str, str]], *exc_info: Any) -> Any:
            if status.startswith("200") and _is_page(headers):
                self._note(environ)
            return start_response(status, headers, *exc_info)

        return self.application(environ, note)

    def _note(self, environ: Environ) -> None:
        place = (str(environ.get("HTTP_HOST", "")), str(environ.get("PATH_INFO", "/")))
        who = f"{address_in(environ)} {environ.get('HTTP_USER_AGENT', '')}".encode()
        due: Reads | None = None
        with self._lock:
            if self._number < MOST_WAITING:
                self._reads.setdefault(place, set()).add(blake2b(who, digest_size=16).digest())
                self._number += 1
            if self.clock() - self._since >= SECONDS:
                due, self._reads, self._number, self._since = self._reads, {}, 0, self.clock()
        if due:
            self._stored(due)

    def _stored(self, reads: Reads) -> None:
        if self.aside:
            Thread(target=self._safely, args=(reads,), daemon=True).start()
        else:
            self._safely(reads)

    def _safely(self, reads: Reads) -> None:
        try:
            self.store(reads)
        except Exception:
            logger.exception("Who read what could not be stored; these reads are not counted.")
        finally:
            if self.aside:
                connection.close()


def may_count(environ: Environ) -> bool:
    """Whether a person may be reading a page of the program, who does not object to being counted."""
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and "HTTP_HX_REQUEST" not in environ
        and environ.get("HTTP_SEC_GPC") != "1"
        and environ.get("HTTP_DNT") != "1"
        and bool(agent := environ.get("HTTP_USER_AGENT"))
        and not PROGRAMS.search(str(agent))
        and not str(environ.get("PATH_INFO", "/")).startswith(PRIVATE)
    )


def _is_page(headers: list[tuple[str, str]]) -> bool:
    return any(name.lower() == "content-type" and value.startswith("text/html") for name, value in headers)
