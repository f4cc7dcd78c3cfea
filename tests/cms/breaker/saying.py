"""What the tests of the breaker say: alike, never alike, on ever more pages; and what a refusal leaves behind."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from advocates.rights import Origin
from cms.actions import messages
from cms.models import BrandPage, Message
from tests.cms.conftest import Cast
from tests.factories import BrandPageFactory

KNOWN = Origin(known=True)


TEXT = "Season the pan with a thin film of oil and leave it in a hot oven for an hour, then let it cool slowly."


def words(seed: int) -> str:
    """A sentence that is like no other."""
    return " ".join("".join(Random(f"{seed} {n}").choices("abcdefghijklmnop", k=6)) for n in range(20))


def say(on: Cast, text: str, *, minute: float = 0, **fields: Any) -> Message:
    known: dict[str, Any] = {"author": on.advocate, "at": on.at + timedelta(minutes=minute)}
    page = fields.pop("page", on.page)
    return messages.post(page, title="Pans", body=f"<p>{text}</p>", **known | fields)


def pages(on: Cast) -> Iterator[BrandPage]:
    """The brand page, then ever more below it."""
    yield on.page
    while True:
        yield BrandPageFactory(parent=on.page)


def spread(on: Cast) -> list[Message]:
    """Nearly the same on three pages."""
    return [say(on, TEXT, page=page) for page, _number in zip(pages(on), range(3), strict=False)]
