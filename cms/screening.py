"""What looks at a message before it is published: screens that apps above register, asked in that order.

A screen decides nothing about rights. It may say that a person should look (a hit), and that readers wait until
somebody did (a hit that holds).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from advocates.models import Program


@dataclass(frozen=True, slots=True)
class Draft:
    """A message as it would be stored. `body` is sanitised HTML, `text` what a reader sees of title and body.

    `message_id` is that of the message that is edited; None for a new one. `language` is that of the page.
    """

    program: Program
    page_id: int
    author: User
    kind: str
    title: str
    body: str
    text: str
    at: datetime
    message_id: int | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found. `detail` goes to the record: a code or a word of the rule, never the author's text."""

    rule_id: int
    detail: str
    holds: bool
    severity: int = 1


Screen = Callable[[Draft], Iterable[Hit]]
_screens: list[Screen] = []


def register(screen: Screen) -> None:
    """Ask this screen, too; called from `AppConfig.ready`. Registering it again changes nothing."""
    if screen not in _screens:
        _screens.append(screen)


def screened(draft: Draft) -> list[Hit]:
    """Every hit of every screen."""
    return [hit for screen in _screens for hit in screen(draft)]
