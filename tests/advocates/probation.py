"""A grant on probation, and what becomes of what is said under it."""

from datetime import datetime
from typing import Any

from advocates.models import Grant
from cms.actions import messages
from cms.models import Message
from tests.stage import Stage


def on_probation(on: Stage, needed: int = 2, **fields: Any) -> Grant:
    return on.grant(**{"right": "post", "per_day": 20, "probation_uses": needed} | fields)


def say(on: Stage, at: datetime | None = None) -> Message:
    """A post that waits."""
    return messages.post(on.kitchen.specific, author=on.advocate, title="Salt", body="<p>Salt.</p>", at=at or on.now)


def approve(on: Stage, message: Message, at: datetime | None = None) -> Message:
    return messages.release(message, actor=on.manager, at=at or on.now)


def approved(on: Stage, times: int, at: datetime | None = None) -> list[Message]:
    return [approve(on, say(on, at), at) for _time in range(times)]


def remove(on: Stage, message: Message, at: datetime | None = None, how: str = "remove") -> Message:
    taken: Message = getattr(messages, how)(message, actor=on.manager, at=at or on.now)
    return taken
