"""Where the product listens: reading `HOST` and `PORT`, and whether the place is free."""

import errno
import os
import socket

from tools.steps import Trouble


def chosen() -> tuple[str, int]:
    """`HOST` and `PORT` of the environment (127.0.0.1 and 8000); refuses what is no port number."""
    raw = os.environ.get("PORT") or "8000"
    if not raw.isdigit() or not 0 < int(raw) < 65536:
        raise Trouble(f"PORT is {raw!r}, but must be a number from 1 to 65535, as in: make run PORT=8001")
    return os.environ.get("HOST") or "127.0.0.1", int(raw)


def require_free(host: str, port: int) -> None:
    """Refuses a port that something else already answers on, or that this user may not open."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise Trouble(_sentence(error, host, port)) from error


def free() -> int:
    """A port of 127.0.0.1 that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is taken by another program; choose one that is free: make run PORT={port + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} may only be opened by root; choose one above 1023: make run PORT=8000"
    return f"Nothing can listen on HOST={host}: {error.strerror or error}."
