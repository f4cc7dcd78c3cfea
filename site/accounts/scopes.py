"""Which scopes are offered for a new token: what the person could use now. The apps that know add what they know."""

from collections.abc import Callable, Collection
from datetime import datetime

from accounts.models import Scope, User

BOUND = frozenset({Scope.POST, Scope.REPLY, Scope.QUEUE, Scope.CLAIM, Scope.DECIDE, Scope.HALT})
"""Scopes that are of use only to who holds something in a program."""
Asked = Callable[[User, datetime], Collection[str]]
ASKED: dict[str, Asked] = {}


def register(name: str, asked: Asked) -> None:
    """Called from `AppConfig.ready`; `asked` answers which of the bound scopes somebody could use."""
    ASKED[name] = asked


def usable(person: User, *, at: datetime) -> list[Scope]:
    """What everybody may use, and of the rest what this person could use now, in the order of `Scope`."""
    held = {scope for asked in ASKED.values() for scope in asked(person, at)}
    return [scope for scope in Scope if scope not in BOUND or scope in held]
