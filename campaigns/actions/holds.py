"""Points that are earned and wait before they can be spent: for a time that the rule asks for, or for the budget.

They are in the member's held account until they are released, each hold by one transfer, or taken back.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User
from advocates.models import Program
from campaigns.actions.budget import lock_budget
from campaigns.actions.ledger import Line, account_of, holding_of, locked_holdings, post, side_of
from campaigns.models import Account, Contribution, Hold, Transfer
from campaigns.queries.treasury import available, is_promised, worth_of
from record.actions import write

MOST_AT_ONCE = 500
Kind = Account.Kind


@transaction.atomic
def hold(
    program: Program, *, member: User, points: int, cause: str, memo: str, at: datetime, until: datetime | None,
    contribution: Contribution | None = None,
) -> Hold:  # fmt: skip
    """Put points on hold that were earned, once per cause; without `until` they wait until the budget covers them."""
    account_of(program, member)
    account = holding_of(program, member, Kind.HELD)
    locked_holdings(program, member)
    lines = [(account, points), (side_of(program, Kind.ISSUED), -points)]
    about: dict[str, Any] = {"program": program, "memo": memo, "at": at, "contribution": contribution}
    transfer = post(kind=Transfer.Kind.EARNED, cause=cause, lines=lines, **about)
    fresh = {"account": account, "contribution": contribution, "amount": points, "left": points}
    return Hold.objects.get_or_create(transfer=transfer, defaults=fresh | {"at": at, "due_at": until})[0]


def release_due(*, at: datetime) -> int:
    """Release the holds whose time is over, and those that waited for the budget and are covered now, the oldest first.
    What is covered before its rule's days are over waits for them.

    At most 500 of each a run, each in a transaction of its own; answers how many. Safe to run twice, at once, or to be
    killed anywhere: a hold is released by one transfer with its number as the cause.
    """
    over = Hold.objects.filter(left__gt=0, due_at__lte=at).order_by("due_at", "pk")
    released = sum(release(hold, at=at) for hold in _about(over))
    return released + sum(_release_covered(program, at) for program in _waiting_programs())


def _about(holds: QuerySet[Hold]) -> list[Hold]:
    return list(holds.select_related("account__program", "account__holder", "contribution__rule")[:MOST_AT_ONCE])


def _waiting_programs() -> QuerySet[Program]:
    waiting = Hold.objects.filter(left__gt=0, due_at=None)
    return Program.objects.filter(pk__in=waiting.values("account__program"))


def _release_covered(program: Program, at: datetime) -> int:
    """What waits for the program's budget, the oldest first, as far as the budget covers it; asked again for each."""
    released = 0
    for waiting in _about(
        Hold.objects.filter(left__gt=0, due_at=None, account__program=program).order_by("pk")
    ):  # fmt: skip
        one = _release_if_covered(waiting, at)
        if one is None:
            return released
        released += one
    return released


@transaction.atomic
def _release_if_covered(waiting: Hold, at: datetime) -> bool | None:
    """None where the budget does not cover it; asked with the budget locked, so that nobody promises the same money.

    False where it is covered, and waits for what is left of its rule's days.
    """
    program, member = waiting.account.program, waiting.account.holder
    assert member is not None, "points on hold are somebody's"
    locked_holdings(program, member)
    lock_budget(program)
    asked = 0 if is_promised(waiting.contribution) else worth_of(program, waiting.left)
    if available(program) < asked:
        return None
    due = waiting.contribution.due_at if waiting.contribution else None
    if due is None or due <= at:
        return release(waiting, at=at)
    Hold.objects.filter(pk=waiting.pk).update(due_at=due)
    return False


@transaction.atomic
def release(hold: Hold, *, at: datetime) -> bool:
    """Let the member spend what is left of a hold; False where nothing is. Who may decide so early, the caller knows."""
    program, member = hold.account.program, hold.account.holder
    assert member is not None, "points on hold are somebody's"
    accounts = locked_holdings(program, member)
    left = Hold.objects.values_list("left", flat=True).get(pk=hold.pk)
    if not left:
        return False
    lines = [(accounts[Kind.HELD], -left), (accounts[Kind.ADVOCATE], left)]
    contribution = hold.contribution
    memo = contribution.get_what_display() if contribution else hold.transfer.memo
    about: dict[str, Any] = {"program": program, "memo": memo, "at": at, "contribution": contribution}
    post(kind=Transfer.Kind.RELEASED, cause=f"release:{hold.pk}", lines=lines, **about)
    Hold.objects.filter(pk=hold.pk).update(left=0)
    write("points.released", at=at, program=program, subject=contribution or hold, points=left)
    return True


@transaction.atomic
def take_back(
    program: Program, *, member: User, points: int, cause: str, memo: str, at: datetime,
    contribution: Contribution | None = None,
) -> int:  # fmt: skip
    """Take earned points back once per cause: what of the contribution is on hold first, then what can be spent.

    What was spent stays spent: answers how many were taken, none where nothing is left. A cause that was posted before
    answers what it took.
    """
    accounts = locked_holdings(program, member)
    if earlier := Transfer.objects.filter(cause=cause).first():
        issued = earlier.entries.filter(account__kind=Kind.ISSUED).values_list("amount", flat=True).first()
        return issued or 0
    waiting = list(Hold.objects.filter(account__holder=member, account__program=program, left__gt=0).order_by("pk"))
    held = _off_hold(
        [one for one in waiting if one.contribution_id == (contribution.pk if contribution else None)], points
    )
    spendable = min(points - held, accounts[Kind.ADVOCATE].balance)
    lines: list[Line] = [(side_of(program, Kind.ISSUED), held + spendable)] if held + spendable else []
    lines += [(accounts[Kind.HELD], -held)] if held else []
    lines += [(accounts[Kind.ADVOCATE], -spendable)] if spendable else []
    if lines:
        about: dict[str, Any] = {"program": program, "memo": memo, "at": at, "contribution": contribution}
        post(kind=Transfer.Kind.REVERSED, cause=cause, lines=lines, **about)
    return held + spendable


def _off_hold(holds: list[Hold], points: int) -> int:
    """Lower these holds by so many points; answers by how many. Their account is locked."""
    taken = 0
    for one in holds:
        part = min(points - taken, one.left)
        if part:
            Hold.objects.filter(pk=one.pk).update(left=F("left") - part)
            taken += part
    return taken
