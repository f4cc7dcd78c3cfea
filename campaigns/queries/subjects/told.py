"""What a kind of subject tells about what somebody contributed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model

from accounts.models import User
from advocates.models import Program
from record.models import Entry


@dataclass(frozen=True, slots=True)
class Told:
    """Who contributed what. `points` is what the subject itself promised; None where an earning rule says how much.

    `partner` is the other person of a mutual act and `place` the number of the brand page, where there is one. `minutes`
    and `pieces` are how long and how much it was, for rules that pay by the hour or for each of several pieces.
    """

    program: Program
    member: User
    what: str
    points: int | None = None
    partner: User | None = None
    place: int | None = None
    minutes: int | None = None
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Source:
    """What a contribution was, for people: a title, an address, and why it does not count where it does not any more.

    `staff_url` where that address is somebody's own portal, which managers do not see.
    """

    title: str
    url: str
    why_not: str
    staff_url: str = ""

    @property
    def for_staff(self) -> str:
        """Where managers look at it: what stands in somebody's own portal is not theirs to open."""
        return self.staff_url or self.url


class Kind(Protocol):
    """A kind of subject. `good` and `bad` are the verbs of the record after which its points are looked at again."""

    label: str
    """The model's label in small letters, as the record and a contribution's `subject_kind` name it."""
    good: frozenset[str]
    bad: frozenset[str]

    def of_entry(self, entry: Entry) -> Any | None:
        """The subject that an entry is about; None where it is not one of this kind."""

    def told(self, subject: Any) -> Told:
        """Who contributed what with it."""

    def stands(self, subject: Any) -> bool:
        """Whether it counts, as committed now, however old its entry or what was read of it is."""

    def sources(self, numbers: Iterable[int]) -> dict[int, Source]:
        """The sources of the subjects with these numbers, by number; one query or two, however many."""


def label_of(model: type[Model]) -> str:
    return model._meta.label_lower
