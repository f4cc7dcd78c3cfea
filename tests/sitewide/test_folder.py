"""The folder as a broker: a message is there whole or not at all, and what cannot be read ends nobody."""

from pathlib import Path
from queue import Empty

import pytest
from celery import Celery
from kombu import Connection

from config.celery import app
from config.settings.services import broker


@pytest.fixture
def channel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    settings = broker(tmp_path)
    assert isinstance(app, Celery)
    with Connection(
        settings["CELERY_BROKER_URL"], transport_options=settings["CELERY_BROKER_TRANSPORT_OPTIONS"]
    ) as connection:
        yield connection.channel()


def test_what_was_put_is_got_in_order(channel, monkeypatch):
    """Guard: the count in the name of `_put`; the clock alone puts what it sees at one time in any order."""
    monkeypatch.setattr("sitewide.folder.time_ns", lambda: 1_700_000_000_000_000_000)
    numbers = list(range(20))
    for number in numbers:
        channel._put("celery", {"number": number})
    assert [channel._get("celery")["number"] for _ in numbers] == numbers
    with pytest.raises(Empty):
        channel._get("celery")


@pytest.mark.parametrize("content", [b"", b'{"half":', b"\xff"])
def test_a_message_that_cannot_be_read_counts_as_lost(channel, tmp_path, content):
    """Guard: `_get` of `sitewide.folder`; kombu's own raises, and the worker ends."""
    (tmp_path / "broker" / "queue" / "1_x.celery.msg").write_bytes(content)
    with pytest.raises(Empty):
        channel._get("celery")
    channel._put("celery", {"number": 3})
    assert channel._get("celery") == {"number": 3}


def test_a_message_that_is_still_being_written_is_not_seen(channel, tmp_path):
    (tmp_path / "broker" / "queue" / "1_x.celery.msg.part").write_bytes(b'{"half":')
    with pytest.raises(Empty):
        channel._get("celery")
