"""The program's money in the ledger: paid in, committed, released, spent, owed to people, paid out. Steps of other acts.

Amounts are minor units of the program's currency. Every step names its cause and happens once for it; nothing is
committed beyond the free budget (409 `budget_short`), because the budget's balance is never below zero.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from campaigns.actions.ledger import holding_of, post, side_of
from campaigns.models import Account, Transfer, Treasury
from campaigns.queries.treasury import available
from sitewide.errors import Conflict

Kind = Account.Kind
PATHS: dict[str, tuple[str, str]] = {
    Transfer.Kind.FUND: (Kind.FUNDED, Kind.BUDGET),
    Transfer.Kind.WITHDRAW: (Kind.BUDGET, Kind.FUNDED),
    Transfer.Kind.COMMIT: (Kind.BUDGET, Kind.COMMITTED),
    Transfer.Kind.RELEASE: (Kind.COMMITTED, Kind.BUDGET),
    Transfer.Kind.SPEND: (Kind.COMMITTED, Kind.SPENT),
    Transfer.Kind.OWE: (Kind.COMMITTED, Kind.OWED),
    Transfer.Kind.PAY: (Kind.OWED, Kind.PAID),
    Transfer.Kind.FALL_BACK: (Kind.OWED, Kind.COMMITTED),
    Transfer.Kind.RETURN: (Kind.PAID, Kind.COMMITTED),
}
"""Every way money goes: from which account of the program, or of the person it is owed to, to which."""


def treasury_of(program: Program) -> Treasury:
    """How the program reckons; refuses with 409 where nobody has set a currency yet."""
    found = Treasury.objects.filter(program=program).first()
    if found is None:
        raise Conflict(_("This program has no currency and no budget yet."), code="no_treasury")
    return found


@transaction.atomic
def move(
    step: str, *, program: Program, amount: int, cause: str, memo: str, at: datetime, person: User | None = None
) -> Transfer:
    """Move money one of the ways of `PATHS`, once per cause; `person` is whom it is owed to. Refuses 409 beyond cover."""
    if amount <= 0:
        raise ValueError("Money moves by a positive amount.")
    unit = treasury_of(program).currency
    source, target = (_account(program, kind, unit, person) for kind in PATHS[step])
    lines = [(source, -amount), (target, amount)]
    return post(program=program, kind=step, cause=cause, lines=lines, memo=memo, at=at)


def lock_budget(program: Program) -> None:
    """What promises something of the budget locks it first, below the person's points, and asks then what is free: so
    two promises are never made of the same money."""
    budgets = Account.objects.select_for_update(no_key=True).filter(program=program, kind=Kind.BUDGET)
    list(budgets.order_by("pk"))


def must_be_covered(program: Program) -> None:
    """After something was promised, with the budget locked: refuses 409 `budget_short` what others' promises need."""
    if available(program) < 0:
        raise Conflict(_("The program's budget does not cover this."), code="budget_short")


def _account(program: Program, kind: str, unit: str, person: User | None) -> Account:
    if kind not in Account.OF_PEOPLE:
        return side_of(program, kind, unit)
    if person is None:
        raise ValueError("What is owed is owed to somebody.")
    return holding_of(program, person, kind, unit)
