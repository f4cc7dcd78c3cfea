import http.server
import time
from collections.abc import Iterator

import pytest

from tests.sitewide.servers import Listener, serving


@pytest.fixture
def nobody() -> Iterator[Listener]:
    """Must hear nothing."""
    listener = Listener()
    yield listener
    time.sleep(0.05)
    heard = listener.heard
    listener.socket.close()
    assert heard == 0, "somebody connected to a private address"


@pytest.fixture
def server() -> Iterator[http.server.ThreadingHTTPServer]:
    with serving() as running:
        yield running
