"""One reader or writer: a few kept-alive connections, cookies kept as a browser keeps them."""

import http.client
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from itertools import cycle
from urllib.parse import urlencode, urlsplit

from tools.steps import Trouble

CONNECTIONS = 4
TIMEOUT_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float


@dataclass
class Client:
    """Requests to one server in turn over its connections, so that each of its processes is asked."""

    port: int
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connections = [
            http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS) for _ in range(CONNECTIONS)
        ]
        self._turn: Iterator[http.client.HTTPConnection] = cycle(self._connections)

    def get(self, path: str, cookie: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        return self._send("GET", path, cookie, headers=headers)

    def post(self, path: str, form: Mapping[str, str], cookie: str) -> Answer:
        """Send a form with the secret of the cookie, as the page would have put it there."""
        return self._send("POST", path, cookie, urlencode({**form, "csrfmiddlewaretoken": csrf_secret(cookie)}))

    def follow(self, answer: Answer, cookie: str = "") -> Answer:
        """The page that a redirect leads to."""
        for _ in range(5):
            if answer.status not in (301, 302, 303):
                return answer
            target = urlsplit(answer.headers["location"])
            answer = self.get(target.path + (f"?{target.query}" if target.query else ""), cookie)
        raise Trouble("redirects without end")

    def close(self) -> None:
        for connection in self._connections:
            connection.close()

    def _send(
        self, method: str, path: str, cookie: str, body: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        connection = next(self._turn)
        sent = {**self.headers, **self._cookie_header(cookie), **(headers or {})}
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - start
        answered = {name.lower(): value for name, value in response.getheaders()}
        if not cookie:
            self._keep(response.getheader("Set-Cookie"))
        return Answer(response.status, answered, content, seconds)

    def _cookie_header(self, cookie: str) -> dict[str, str]:
        kept = cookie or "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": kept} if kept else {}

    def _keep(self, header: str | None) -> None:
        if header:
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(header).items()})


def csrf_secret(cookie: str) -> str:
    """The value of the cookie whose name speaks of csrf."""
    return next((morsel.value for name, morsel in SimpleCookie(cookie).items() if "csrf" in name.lower()), "")
