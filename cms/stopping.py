"""What a halt of one message does to it, and what of the program stands at an address."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.halting import Target
from advocates.models import Halt, Program
from cms.actions.messages import hold
from cms.actions.messages.deciding import locked
from cms.models import BrandPage, Message

REASON = "halt"
LEVEL = Halt.Level


def stop(program: Program, message_id: int, actor: User | None, at: datetime) -> int | None:
    """Take it out of sight and answer the number of its page; None if it is no message of the program.

    What is out of sight already stays as it is. Nothing brings it back while the halt lasts (see `deciding`).
    """
    message = Message.objects.filter(pk=message_id, program=program).first()
    if message is None:
        return None
    row = locked(message)
    if row.state == Message.State.PUBLISHED:
        hold(row, reason=REASON, actor=actor, at=at)
    return row.page_id


def seen_at(program: Program, path: str) -> Iterator[Target]:
    """On a message's page the message, its grant and its author, then the page; on a brand page the page."""
    number = _message_number(path)
    if number is None:
        yield from _page(BrandPage.objects.filter(url_path=program.root_page.url_path + path.lstrip("/"), live=True))
        return
    messages = Message.objects.filter(pk=number, program=program).select_related("author", "page", "exercise")
    for message in messages:
        yield Target(LEVEL.MESSAGE, _("this message"), {"message_id": message.pk})
        if message.exercise:
            grant: dict[str, Any] = {"grant": message.exercise.grant_id}
            yield Target(LEVEL.GRANT, _("the grant it was said under"), grant)
            who = _("every right of %(person)s") % {"person": message.author}
            yield Target(LEVEL.PERSON, who, {"person": message.author_id})
        yield from _page([message.page])


def _page(pages: Any) -> Iterator[Target]:
    for page in pages:
        yield Target(LEVEL.PLACE, _("“%(page)s” and what lies below it") % {"page": page.title}, {"place": page.pk})


def _message_number(path: str) -> int | None:
    try:
        found = resolve(path)
    except Resolver404:
        return None
    number: int | None = found.kwargs.get("message_id")
    return number
