"""The conversation that every contender shows: 50 comments by 12 people, two deep, always the same."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

COMMENTS = 50
REFERENCE = re.compile(rb"Ref\. B(\d+)\.")

AUTHORS = (
    "amina", "bjorn", "chiara", "dmitri", "elif", "farid", "greta", "hugo", "ines", "jomo", "kaisa", "liang",
)  # fmt: skip
SENTENCES = (
    "I have used mine every day since the spring and the hinge is still as tight as on the first morning.",
    "Does anybody know whether the older lid fits the new cup?",
    "The blue one is darker than on the picture, which I rather like.",
    "Washing it by hand keeps the coating; the machine took it off mine within a month.",
    "See https://example.com/care for what the maker says about descaling.",
    "Mine leaked, I wrote to them on a Sunday, and a new seal was here on Wednesday.",
    "It weighs a little under 300 g with the sleeve, so it goes into a coat pocket.",
    "Please, a version for left-handed people, too!",
    "The second batch closes better: look for the small dot below the rim.",
    "I asked the same at the shop & they told me < 60 degrees is fine.",
)


@dataclass(frozen=True)
class Comment:
    number: int
    parent: int | None
    author: str
    text: str


def text(number: int) -> str:
    """One to three paragraphs, 100 to 700 characters, ending with a reference that a page is searched for."""
    length = 1 + (number * 7) % 6
    chosen = [SENTENCES[(number * 3 + step * 7) % len(SENTENCES)] for step in range(length)]
    paragraphs = [" ".join(chosen[at : at + 2]) for at in range(0, length, 2)]
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
