"""A stolen session that tries to say ten thousand things, and an ordinary day beside it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from advocates.rights import NotAllowed, Origin
from cms.actions import messages
from cms.models import BrandPage, Message
from tests.cms.breaker.saying import KNOWN, TEXT, say, words
from tests.cms.conftest import Cast
from tests.factories import BrandPageFactory


class Worm:
    """Somebody with the session of an advocate whose grants allow a hundred thousand uses a day."""

    def __init__(self, on: Cast, places: list[BrandPage], text: Callable[[int], str]) -> None:
        self.on, self.places, self.text, self.refused = on, places, text, 0
        self.asked = {page.pk: messages.comment(page, author=on.member, body="How?", at=on.at) for page in places}

    def tries(self, times: int, *, every: timedelta = timedelta(seconds=1), origin: Origin = KNOWN) -> None:
        for number in range(times):
            page, at = self.places[number % len(self.places)], self.on.at + every * number
            about: dict[str, Any] = {"author": self.on.advocate, "body": f"<p>{self.text(number)}</p>", "at": at}
            try:
                if number % 2:
                    messages.post(page, title=f"Offer {number}", origin=origin, **about)
                else:
                    messages.reply(page, origin=origin, answers=self.asked[page.pk], **about)
            except NotAllowed:
                self.refused += 1


def unleashed(on: Cast, text: Callable[[int], str], *, history: bool = True) -> Worm:
    """The advocate said something on ten days before, twice within ten minutes at most."""
    root = BrandPageFactory(parent=on.program.root_page)
    for day in range(10, 0, -1) if history else ():
        for minute in (0, 4):
            say(on, words(day * 10 + minute), minute=minute - day * 60 * 24)
    return Worm(on, [on.page, root, *(BrandPageFactory(parent=root) for _n in range(4))], text)


def out(on: Cast) -> int:
    return Message.objects.filter(written_at__gte=on.at, state="published").exclude(exercise=None).count()


WORMS: dict[str, Callable[[int], str]] = {
    "same": lambda number: TEXT,
    "spun": lambda number: f"{TEXT} Number {number}, friend{number}.",
    "random": words,
    "linked": lambda number: f'<a href="https://shop{number}.example/">{words(number)}</a>',
    "short": lambda number: "Buy now",
}


@pytest.mark.parametrize("kind", WORMS)
def test_a_worm_gets_at_most_three_messages_out(on: Cast, kind: str) -> None:
    """Guards: each sign, and the halts of `trip`; without the halts ever more are held, without the signs all are out."""
    worm = unleashed(on, WORMS[kind])
    worm.tries(200)
    assert out(on) <= 3
    assert worm.refused >= 196
    assert Message.objects.filter(written_at__gte=on.at).exclude(exercise=None).count() <= 4


def test_a_worm_of_ten_thousand_gets_at_most_three_messages_out(on: Cast) -> None:
    worm = unleashed(on, lambda number: f"Offer {number}")
    worm.tries(10_000, every=timedelta(seconds=5))
    assert out(on) <= 3
    assert worm.refused >= 9_996


def test_a_worm_from_a_new_browser_gets_nothing_out(on: Cast) -> None:
    worm = unleashed(on, words)
    worm.tries(50, origin=Origin(known=False))
    assert out(on) == 0


def test_what_an_advocate_does_on_an_ordinary_day_trips_nothing(on: Cast) -> None:
    unleashed(on, words)
    for number in range(12):
        assert say(on, words(1000 + number), minute=number * 7).state == "published"
