"""What a planted fault is, and the ways to take a guard out. None of them is known to the product."""

from dataclasses import dataclass

MISSED = ("AssertionError", "Failed")
"""How a test fails that saw what must not be: a comparison, or a refusal that did not come."""
BELOW = (*MISSED, "IntegrityError")
"""Where the code no longer refuses, but the constraint or trigger under it still does."""


@dataclass(frozen=True)
class Code:
    """Other words in the functions of a module; they stand there exactly once."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Words:
    """Other words in a text that a module holds, such as a query; they stand there exactly once."""

    module: str
    name: str
    old: str
    new: str = ""


@dataclass(frozen=True)
class Trigger:
    """All triggers of that guard are dropped."""

    name: str


@dataclass(frozen=True)
class Constraint:
    """A constraint, or a unique index, is dropped."""

    table: str
    name: str


@dataclass(frozen=True)
class Fault:
    """`tests` are functions of the suite, each of which must fail in at least one of its cases, by one of `fails`."""

    invariant: str
    guard: str
    how: Code | Words | Trigger | Constraint
    tests: tuple[str, ...]
    fails: tuple[str, ...] = MISSED

    @property
    def name(self) -> str:
        return f"{self.invariant}: {self.guard}"
