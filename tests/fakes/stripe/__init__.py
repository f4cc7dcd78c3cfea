"""A server that speaks Stripe's HTTP, for everything that must be seen without Stripe.

Requests and its own answers are held to Stripe's OpenAPI document (`wrong` lists what was not as it says). It remembers
idempotency keys as Stripe does, loses replies, saves errors, and counts by itself what moved. `python -m
tests.fakes.stripe PORT WEBHOOK` runs it beside the product: every link that it hands out is done when it is opened.
"""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.fakes.stripe.books import Row
from tests.fakes.stripe.server import Fake, Server, handler

KEY, SECRET, OLDER = "sk_test_of_the_fake", "whsec_of_the_fake", "whsec_that_goes"


def signed(event: Row, *, secret: str = SECRET, at: float | None = None) -> tuple[bytes, str]:
    """The body of a message and its `Stripe-Signature`."""
    body = json.dumps(event).encode()
    return body, signature(body, secret=secret, at=at)


def signature(body: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
    moment = int(at or time.time())
    mac = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mac}"


@contextmanager
def running(port: int = 0) -> Iterator[Fake]:
    """The server on a port of the loopback address, until the block ends."""
    fake = Fake()
    server = Server(("127.0.0.1", port), handler(fake))
    fake.books.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def stripe(settings: Any) -> Generator[Fake]:
    """The server, with the product's settings pointing at it. Whatever was not as Stripe's document says fails the test."""
    with running() as fake:
        settings.TABARD_STRIPE_KEY, settings.TABARD_STRIPE_LIVE = KEY, False
        settings.TABARD_STRIPE_WEBHOOK_SECRETS = [SECRET, OLDER]
        settings.TABARD_STRIPE_API_BASE = fake.books.address
        yield fake
    assert fake.wrong == []
