"""How much a flag counts: by how often the flagger was right in this program, and by how many new accounts flag at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Q

from accounts.models import User
from advocates.models import Program
from moderation.models import AGAINST, Act, Case, Cause, Decision

WINDOW = timedelta(days=180)
"""Older flags are forgotten: people learn what a program's rules mean."""
RIGHT, WRONG = 1, 1
"""The prior: Laplace's rule of succession (Beta(1, 1); P. S. de Laplace, "Essai philosophique sur les probabilités",
1814; Gelman et al., "Bayesian Data Analysis", 3rd ed., 2.5). Who never flagged counts 1/2, nobody ever 0 or 1."""
NEW = timedelta(days=14)
"""Younger accounts are new."""
AT_ONCE = timedelta(hours=1)
"""Flags of new accounts that are not further apart may be one crowd."""

Flagged = tuple[datetime, bool, float]
"""When a flag came, whether from a new account, and the weight of its flagger."""


def weight_of(person: User, program: Program, *, at: datetime) -> float:
    """The chance that this person's next flag is right: from above 0 to below 1, 1/2 for whom nobody knows."""
    return weights_of([person.pk], program.pk, at=at)[person.pk]


def weights_of(people: Iterable[int], program_id: int, *, at: datetime) -> dict[int, float]:
    """The same for several; one query. Right was a flag whose case was decided against the message, for good.

    What was closed without a decision says nothing about a flag.
    """
    numbers = set(people)
    final = Decision.objects.filter(
        case__program=program_id, case__state=Case.State.DECIDED, at__gte=at - WINDOW, at__lt=at,
        case__causes__kind=Cause.Kind.FLAG, case__causes__flag__by__in=numbers,
    ).exclude(act=Act.ESCALATE)  # fmt: skip
    right = Count("pk", filter=Q(act__in=AGAINST, overturned_at=None))
    counted = final.order_by().values_list("case__causes__flag__by").annotate(right=right, total=Count("pk"))
    known = {person: (right + RIGHT) / (total + RIGHT + WRONG) for person, right, total in counted}
    return {number: known.get(number, RIGHT / (RIGHT + WRONG)) for number in numbers}


def credible(flags: Sequence[Flagged]) -> float:
    """The sum of the weights, in which the n-th flag by a new account within an hour counts a square of n less.

    However many new accounts come together, they count less than 1.65 of them (the sum of all 1/n² is π²/6); flags of
    others stay what they are. Each further flag still adds something.
    """
    total, crowd = 0.0, list[datetime]()
    for at, is_new, weight in sorted(flags):
        if is_new:
            crowd = [*(one for one in crowd if at - one <= AT_ONCE), at]
        total += weight / len(crowd) ** 2 if is_new else weight
    return total


def credible_flags(case: Case) -> float:
    """Of the flags on this case, as they were weighed when they came; one query."""
    rows = case.causes.filter(kind=Cause.Kind.FLAG).values_list("at", "flag__by__date_joined", "weight")
    return credible([(at, is_new(joined, at), _share(weight)) for at, joined, weight in rows])


def is_new(joined: datetime, at: datetime) -> bool:
    return at - joined < NEW


def _share(weight: int | None) -> float:
    """A flag from before flags were weighed counts like one of a person nobody knows."""
    return RIGHT / (RIGHT + WRONG) if weight is None else weight / 100
