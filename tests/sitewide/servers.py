"""Real servers for what connects: one that must hear nothing, and one that answers, on addresses of this machine."""

import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from urllib.parse import urlsplit

from sitewide.addresses import Door

OPEN = ip_network("127.0.0.2/32")
"""The one local address that tests of the way there may use; whatever else is local must hear nothing."""


class Listener:
    """A real server on 127.0.0.1 that counts who knocks."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.socket = socket.create_server((address, 0))
        self.port = self.socket.getsockname()[1]
        self.heard = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        while True:
            try:
                line, _peer = self.socket.accept()
            except OSError:
                return
            self.heard += 1
            line.close()


class Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, dict[str, str]]]

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self.server.seen.append((self.command, self.path, dict(self.headers), self.rfile.read(length)))  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        if parts.path == "/to":
            self.redirect(parts.query)
            return
        if parts.path == "/loop":
            self.redirect("/loop")
            return
        if parts.path == "/drip":
            self.drip()
            return
        body = b"x" * int(parts.query or 5)
        self.send_response(200)
        self.send_header("X-Kind", "test")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - http.server looks for this name

    def redirect(self, to: str) -> None:
        self.send_response(302)
        self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def drip(self) -> None:
        try:
            for _second in range(100):
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Says nothing."""


@contextmanager
def serving(context: ssl.SSLContext | None = None) -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.2", 0), Answers)
    server.seen = []  # type: ignore[attr-defined]
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def door(*ports: int, resolver: Callable[[str, int], list[str]] | None = None) -> Door:
    return Door(ports=frozenset(ports), also=(OPEN,), resolver=resolver or (lambda host, port: ["127.0.0.2"]))
