"""Pages of a long list by the number of their edge, so that the last page costs what the first does."""

from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import QueryDict

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """One page, newest first. `newer` and `older` are the queries (`?...`) of its neighbours, empty at the ends."""

    rows: list[Row]
    newer: str
    older: str


def number_of(query: QueryDict, name: str) -> int | None:
    """A whole number of an address; anything else counts as not given."""
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def path_of(query: QueryDict, name: str = "after") -> str:
    """A path of the page tree in an address; anything else counts as not given."""
    text = query.get(name, "")
    return text if text.isascii() and text.isalnum() and len(text) < 256 else ""


def newest_first(rows: QuerySet[Row], query: QueryDict, size: int, *, prefix: str = "") -> Slice[Row]:
    """The page of `rows` that `before` or `after` in the address name; one query. `prefix` tells two lists apart."""
    before, after = number_of(query, f"{prefix}before"), number_of(query, f"{prefix}after")
    if after is not None and before is None:
        found = list(rows.filter(pk__gt=after).order_by("pk")[: size + 1])
        more_newer, more_older = len(found) > size, True
        found = found[:size][::-1]
    else:
        below = rows if before is None else rows.filter(pk__lt=before)
        found = list(below.order_by("-pk")[: size + 1])
        more_newer, more_older = before is not None, len(found) > size
        found = found[:size]
    if not found:
        return Slice(found, "", "")
    kept = [(name, value) for name, value in query.items() if name not in (f"{prefix}before", f"{prefix}after")]
    newer = "?" + urlencode([*kept, (f"{prefix}after", found[0].pk)]) if more_newer else ""
    older = "?" + urlencode([*kept, (f"{prefix}before", found[-1].pk)]) if more_older else ""
    return Slice(found, newer, older)
