"""What the apps above tell of a person on their public page: what they earned and wish to show.

They register it by `honour`, in `AppConfig.ready`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.models import User
from advocates.models import Program


@dataclass(frozen=True, slots=True)
class Honour:
    """A short word, such as the name of a tier, and a sentence about it."""

    word: str
    sentence: str


Source = Callable[[Program, User], Iterable[Honour]]
_sources: list[Source] = []


def honour(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def honours_of(program: Program, person: User) -> list[Honour]:
    return [one for source in _sources for one in source(program, person)]
