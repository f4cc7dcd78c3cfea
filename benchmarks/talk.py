"""The conversation that every contender shows: 50 comments by 12 people, two deep, always the same."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from random import Random

COMMENTS = 50
REFERENCE = re.compile(rb"Ref\. B(\d+)\.")

AUTHORS = (
    "amina", "bjorn", "chiara", "dmitri", "elif", "farid", "greta", "hugo", "ines", "jomo", "kaisa", "liang",
)  # fmt: skip
OPENERS = (
    "Since the spring", "After a month", "On the first morning", "To be honest,", "Out in the rain", "At work",
    "With a spoonful of milk", "Compared with the old one,", "Without the sleeve", "As a gift",
)  # fmt: skip
THINGS = (
    "the hinge", "the older lid", "the blue cup", "its coating", "the new seal", "the second batch", "the handle",
    "the small dot below the rim", "the filter", "the travel bag",
)  # fmt: skip
REMARKS = (
    "is still as tight as ever", "fits better than I had thought", "is darker than on the picture, which I rather like",
    "came off in the machine", "leaked, and was here again on Wednesday", "weighs a little under 300 g",
    "goes into a coat pocket", "wants a version for left-handed people, too!", "closes with a click",
    "cost me < 60 & an hour of waiting",
)  # fmt: skip
CODAS = (
    "; does anybody else see that?", ", so I wash it by hand.", ", they told me at the shop.", " and I would buy it again.",
    ", see https://example.com/care for what the maker says.", "; my sister disagrees.", " unless it is very cold.",
    ", look for yourself.", ", at least here.", ".",
)  # fmt: skip


@dataclass(frozen=True)
class Comment:
    number: int
    parent: int | None
    author: str
    text: str


def text(number: int) -> str:
    """One to three paragraphs, 60 to 700 characters, ending with a reference that a page is searched for.

    No two are nearly the same: a product that looks for the same text again and again finds none.
    """
    dice = Random(number)
    parts = (OPENERS, THINGS, REMARKS, CODAS)
    sentences = ["{} {} {}{}".format(*map(dice.choice, parts)) for _step in range(1 + (number * 7) % 6)]
    paragraphs = [" ".join(sentences[at : at + 2]) for at in range(0, len(sentences), 2)]
    return "\n\n".join([*paragraphs[:-1], f"{paragraphs[-1]} Ref. B{number}."])


def comments() -> Iterator[Comment]:
    """20 comments with 30 replies: in every five, the first gets two answers and the fourth one."""
    top = 0
    for number in range(1, COMMENTS + 1):
        starts = number % 5 in (1, 4)
        top = number if starts else top
        yield Comment(number, None if starts else top, AUTHORS[(number * 5) % len(AUTHORS)], text(number))


def new_texts(start: int) -> Iterator[str]:
    """Endlessly many different comments, for those who write while they are measured."""
    number = start
    while True:
        number += 1
        yield text(number)


def write(path: Path) -> None:
    path.write_text(json.dumps([asdict(comment) for comment in islice(comments(), COMMENTS)]))


def shown(body: bytes) -> int:
    """How many different comments a page shows."""
    return len(set(REFERENCE.findall(body)))
