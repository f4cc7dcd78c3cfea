"""What stood out in how points were earned, before it is a hint."""

from dataclasses import dataclass, field

MOST_ACTS = 50


@dataclass(frozen=True, slots=True)
class Found:
    """Something to look at: who, what was found, what is usual, and the numbers of the contributions or work.

    `others` are those of votes and of evidence of missions, as `Hint.others` keeps them.
    """

    kind: str
    key: str
    people: tuple[int, ...]
    figure: int
    usual: int
    acts: list[int]
    others: dict[str, list[int]] = field(default_factory=dict)
