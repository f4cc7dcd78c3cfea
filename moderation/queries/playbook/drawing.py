"""The map as a picture: where each box stands, and what is written in it. The template `map.svg` draws it."""

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from moderation.queries.playbook.words import Row

LINE, PADDING, GAP, TOP, LEFT = 19, 12, 30, 56, 16
MOST_LINES = 6
COLUMNS = ((16, 260, 29), (320, 230, 25), (590, 180, 19), (810, 110, 10), (960, 220, 23))
"""Of each column where it begins, how wide it is, and how many letters a line holds, also of a wide face."""
WIDTH = 1196
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its lines of text; `kind` is the column's: when, answer, owner, time, otherwise, or end."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]

    @property
    def middle(self) -> int:
        return self.y + self.height // 2

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Drawn:
    """One scenario's boxes from left to right, and where the way on begins and ends if it does not fit."""

    boxes: tuple[Box, ...]
    next_y: int

    @property
    def first(self) -> Box:
        return self.boxes[0]

    @property
    def pairs(self) -> list[tuple[Box, Box]]:
        return list(zip(self.boxes, self.boxes[1:], strict=False))


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    heads: tuple[tuple[int, StrOrPromise], ...]
    rows: tuple[Drawn, ...]
    end: Box | None


KINDS = ("when", "answer", "owner", "time", "otherwise")


def picture_of(rows: Sequence[Row], *, caught: bool) -> Picture:
    """Lay the rows out, one below the other. Unless every case is `caught` the way ends at what is unmapped."""
    y, drawn = TOP, []
    for row in rows:
        one = _drawn(row, y)
        drawn.append(one)
        y = one.next_y
    end = None if caught else _box(0, "end", y, [_("Unmapped: on the weekly list")], 0)
    heads = tuple((x, head) for (x, _w, _n), head in zip(COLUMNS, _heads(), strict=True))
    return Picture(WIDTH, (end.bottom if end else y - GAP) + PADDING, heads, tuple(drawn), end)


def _heads() -> list[str]:
    return [_("If this happens"), _("answer like that"), _("by this owner"), _("in this time"), _("or else")]


def _drawn(row: Row, y: int) -> Drawn:
    texts = (
        [row.scenario.name, *(f"{row.joined} {said}" if at else said for at, said in enumerate(row.when))],
        [row.answer], [row.owner], [row.within], [row.otherwise],
    )  # fmt: skip
    height = max(_height(_lines(text, column)) for column, text in enumerate(texts))
    boxes = tuple(_box(column, KINDS[column], y, text, height) for column, text in enumerate(texts))
    return Drawn(boxes, y + height + GAP)


def _box(column: int, kind: str, y: int, texts: Sequence[str], height: int) -> Box:
    x, width, _letters = COLUMNS[column]
    lines = _lines(texts, column)
    placed = tuple((y + PADDING + LINE * at + 14, line) for at, line in enumerate(lines))
    return Box(kind, x, y, width, height or _height(lines), placed)


def _height(lines: Sequence[str]) -> int:
    return LINE * len(lines) + 2 * PADDING


def _lines(texts: Sequence[str], column: int) -> list[str]:
    """What fits into the box; what does not is cut with an ellipsis, and stands in full in the list below the picture."""
    letters = COLUMNS[column][2]
    found: list[str] = []
    for text in texts:
        plain = _NOT_IN_XML.sub("", text)
        room = letters // 2 if any(unicodedata.east_asian_width(char) in "WF" for char in plain) else letters
        found += textwrap.wrap(plain, room, max_lines=MOST_LINES, placeholder=" …") or [""]
    return (
        found if len(found) <= MOST_LINES else [*found[: MOST_LINES - 1], f"{found[MOST_LINES - 1][: letters - 2]} …"]
    )
