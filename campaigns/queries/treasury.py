"""The accounts of a program: what it has, what it promised, and what it can still promise.

Money is in minor units of the program's currency. Points are an obligation at their value until they are spent, expired
or taken back; points that wait for the budget are none yet.
"""

from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from advocates.models import Program
from campaigns.models import (
    POINTS,
    Account,
    Campaign,
    Contribution,
    FundingReturn,
    Hold,
    LedgerEntry,
    Submission,
    Treasury,
)

Kind = Account.Kind


@dataclass(frozen=True, slots=True)
class Side:
    """One kind of account in one unit: how many there are, and what they hold together."""

    unit: str
    kind: str
    accounts: int
    total: int

    @property
    def label(self) -> str:
        return str(Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class Position:
    """How a program stands. `points` and `held` are promised; `waiting` waits for the budget; the rest is money.

    `shortfall` went back of what was paid in and had been promised already.
    """

    treasury: Treasury
    funded: int
    budget: int
    committed: int
    owed: int
    spent: int
    paid: int
    points: int
    held: int
    waiting: int
    campaigns: int
    shortfall: int

    @property
    def points_worth(self) -> int:
        return self.treasury.worth(self.points + self.held)

    @property
    def campaigns_worth(self) -> int:
        return self.treasury.worth(self.campaigns)

    @property
    def obligations(self) -> int:
        """Everything promised that is not paid yet: points at their value, campaigns, what is committed and owed."""
        return self.points_worth + self.campaigns_worth + self.committed + self.owed

    @property
    def available(self) -> int:
        """What can still be promised; below zero where more points are out than the free budget covers."""
        return self.budget - self.shortfall - self.points_worth - self.campaigns_worth


def position_of(program: Program) -> Position | None:
    """How the program stands now; None where nobody has set a currency yet."""
    treasury = Treasury.objects.filter(program=program).first()
    if treasury is None:
        return None
    money = {side.kind: side.total for side in trial_balance(program) if side.unit == treasury.currency}
    points, held, waiting = _promised(program)
    return Position(
        treasury=treasury, funded=-money.get(Kind.FUNDED, 0), budget=money.get(Kind.BUDGET, 0),
        committed=money.get(Kind.COMMITTED, 0), owed=money.get(Kind.OWED, 0), spent=money.get(Kind.SPENT, 0),
        paid=money.get(Kind.PAID, 0), points=points, held=held, waiting=waiting, campaigns=campaigns_left(program),
        shortfall=shortfall_of(program),
    )  # fmt: skip


def trial_balance(program: Program) -> list[Side]:
    """What the entries of every kind of account sum to, in each unit; the sums of a unit make zero."""
    sums = LedgerEntry.objects.filter(account__program=program).values("account__unit", "account__kind")
    found = sums.annotate(total=Sum("amount"), accounts=Count("account", distinct=True))
    rows = found.values_list("account__unit", "account__kind", "accounts", "total").order_by()
    order = list(Kind.values)
    return sorted(
        (Side(*row) for row in rows), key=lambda side: (side.unit != POINTS, side.unit, order.index(side.kind))
    )


def available(program: Program) -> int:
    """What the program can still promise in money; 0 where it has none."""
    treasury = Treasury.objects.filter(program=program).first()
    if treasury is None:
        return 0
    budget = Account.objects.filter(program=program, kind=Kind.BUDGET, unit=treasury.currency)
    free = budget.values_list("balance", flat=True).first() or 0
    points, held, _waiting = _promised(program)
    free -= shortfall_of(program)
    return free - treasury.worth(points + held) - treasury.worth(campaigns_left(program))


def shortfall_of(program: Program) -> int:
    """What went back of payments into the budget and could not be taken out of it, because it was promised already."""
    found = FundingReturn.objects.filter(funding__program=program, withdrawn__lt=F("gone"))
    total: int = found.aggregate(total=Coalesce(Sum(F("gone") - F("withdrawn")), 0))["total"]
    return total


def points_short(program: Program, points: int = 0) -> bool:
    """Whether the budget does not cover what is promised and so many points more. Never where points have no value."""
    treasury = Treasury.objects.filter(program=program).first()
    return treasury is not None and available(program) < treasury.worth(points)


def worth_of(program: Program, points: int) -> int:
    """What so many points are worth in money; 0 in a program without any."""
    treasury = Treasury.objects.filter(program=program).first()
    return treasury.worth(points) if treasury else 0


def campaigns_left(program: Program) -> int:
    """How many points the open campaigns may still give: what their missions have given is in the ledger already."""
    open_ones = Campaign.objects.filter(program=program, state=Campaign.State.OPEN)
    budgets: int = open_ones.aggregate(total=Coalesce(Sum("points_budget"), 0))["total"]
    return max(budgets - _given(program), 0) if budgets else 0


def is_promised(contribution: Contribution | None) -> bool:
    """Whether the budget of an open campaign holds its points already, so that releasing them promises nothing more."""
    if contribution is None or contribution.subject_kind != Submission._meta.label_lower:
        return False
    running = Submission.objects.filter(mission__campaign__state=Campaign.State.OPEN)
    return running.filter(pk=contribution.subject_id).exists()


def _given(program: Program) -> int:
    """What missions of open campaigns gave and still stands, without what waits for the budget."""
    done = Submission.objects.filter(mission__campaign__program=program, mission__campaign__state=Campaign.State.OPEN)
    waits = Hold.objects.filter(contribution=OuterRef("pk"), due_at=None, left__gt=0)
    found = Contribution.objects.filter(subject_kind=Submission._meta.label_lower, subject_id__in=done.values("pk"))
    total: int = found.exclude(Exists(waits)).aggregate(total=Coalesce(Sum("standing"), 0))["total"]
    return total


def _promised(program: Program) -> tuple[int, int, int]:
    """Points to spend, points on hold for a time, and points that wait for the budget; two queries."""
    kept = Account.objects.filter(program=program, unit=POINTS)
    sums = kept.aggregate(
        points=Coalesce(Sum("balance", filter=Q(kind=Kind.ADVOCATE)), 0),
        held=Coalesce(Sum("balance", filter=Q(kind=Kind.HELD)), 0),
    )
    waiting = Hold.objects.filter(account__program=program, due_at=None, left__gt=0)
    short = waiting.aggregate(total=Coalesce(Sum("left"), 0))["total"]
    return sums["points"], sums["held"] - short, short
