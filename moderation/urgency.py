"""How urgent a case is: one pure function over what is known about it. It never falls when any of its inputs grows."""

from dataclasses import dataclass

MOST = 4
BY_FLAGS = ((1.5, 4), (0.9, 3), (0.4, 2), (0.0, 1))
"""So many credible flags, or more, make this level; none at all make none. A reader nobody knows counts 0.5 (see
`moderation.queries.flaggers`): one such flag is level 2, two 3, three 4. One by a reader who was always right is
nearly 3, one by a reader who was always wrong is 1."""
MANY_READERS = 500
"""A day. From here on a page is read so much that every hour counts: one level more."""
OVERDUE = 1.0
"""The share of the promised time that has gone, from which on a case stands one level higher than it began."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What makes a case urgent.

    `severity` is that of its weightiest cause which is no flag (0 to 4), `credible` the credible flags, `reach` the
    readers of the page a day, `age` the share of the promised time that has gone (1.0 when it is over).
    """

    severity: int = 0
    credible: float = 0.0
    reach: int = 0
    age: float = 0.0


def urgency_of(case: Weighed) -> int:
    """From 0 (may wait) to 4 (burns): the weightier of severity and flags, a level more for many readers, one for age.

    Readers lift nothing that may wait: an ordinary message stays ordinary where many read it.
    """
    level = max(case.severity, flags_level(case.credible))
    level += bool(level) * (case.reach >= MANY_READERS)
    level += case.age >= OVERDUE
    return min(level, MOST)


def flags_level(credible: float) -> int:
    """The level that flags alone make; 0 without any."""
    return next(level for least, level in BY_FLAGS if credible >= least) if credible > 0 else 0
