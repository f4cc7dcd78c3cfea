"""What an app above tells about the messages that a halt may name, which stand above the halts.

Registered once from `AppConfig.ready`; without it no message can be halted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from advocates.models import Program


@dataclass(frozen=True, slots=True)
class Target:
    """Something that one press may halt: `level` and the keyword arguments of `halts.halt`, and its name for people."""

    level: str
    title: Any
    named: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Messages:
    """`stop` takes a message of the program out of sight and answers the number of its page, None for no such message.

    `seen_at` tells what stands at an address of the program, the narrowest first.
    """

    stop: Callable[[Program, int, User | None, datetime], int | None]
    seen_at: Callable[[Program, str], Iterable[Target]]


_known: list[Messages] = []


def register(messages: Messages) -> None:
    """Registering again replaces."""
    _known[:] = [messages]


def stop_message(program: Program, message_id: int, *, actor: User | None, at: datetime) -> int | None:
    return _known[0].stop(program, message_id, actor, at) if _known else None


def seen_at(program: Program, path: str) -> list[Target]:
    return list(_known[0].seen_at(program, path)) if _known else []
