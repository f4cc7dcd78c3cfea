"""Money paid in through Checkout that goes back: refunded by somebody at Stripe, or disputed by whoever paid.

The budget falls by it. What of it is promised already cannot leave the budget, whose balance is never below zero: that is
the program's shortfall. While there is one nothing new is promised, and whatever comes free is taken first.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from campaigns.actions.budget import lock_budget, move
from campaigns.models import Account, Funding, FundingReturn, Transfer
from record.actions import write


@transaction.atomic
def take_in(funding_id: int, *, gone: int, asked_at: datetime) -> FundingReturn | None:
    """Take in how much of a payment Stripe said went back when it was asked; less than before is paid in again.

    An answer to an earlier question changes nothing, nor does one about what was never paid.
    """
    funding = Funding.objects.select_for_update(of=("self",)).select_related("program").get(pk=funding_id)
    known = FundingReturn.objects.filter(funding=funding).first()
    if funding.state != Funding.State.PAID or (known is None and not gone):
        return None
    row = known or FundingReturn(funding=funding)
    if known is not None and known.asked_at > asked_at:
        return row
    before, row.funding, row.asked_at = row.gone, funding, asked_at
    row.gone = min(gone, funding.amount)
    if row.gone < row.withdrawn:
        _move(row, Transfer.Kind.FUND, row.withdrawn - row.gone, asked_at)
        row.withdrawn = row.gone
    row.save()
    _withdraw(row, asked_at)
    if row.gone != before:
        short = row.gone - row.withdrawn
        write("funding.went_back", at=asked_at, program=funding.program, subject=funding, gone=row.gone, short=short)
    return row


def take_missing(*, at: datetime) -> int:
    """Take out of the budgets what is still missing, as far as they have it now; answers of how many payments."""
    missing = FundingReturn.objects.filter(withdrawn__lt=F("gone")).order_by("pk").values_list("funding_id", flat=True)
    return sum(_take_missing(number, at) for number in list(missing))


@transaction.atomic
def _take_missing(funding_id: int, at: datetime) -> bool:
    Funding.objects.select_for_update().get(pk=funding_id)
    row = FundingReturn.objects.select_related("funding__program").get(funding_id=funding_id)
    before = row.withdrawn
    _withdraw(row, at)
    return row.withdrawn > before


def _withdraw(row: FundingReturn, at: datetime) -> None:
    """As much as is missing and the budget has; its payment is locked."""
    program = row.funding.program
    lock_budget(program)
    budget = Account.objects.filter(program=program, kind=Account.Kind.BUDGET, unit=row.funding.currency)
    part = min(row.gone - row.withdrawn, budget.values_list("balance", flat=True).first() or 0)
    if part:
        _move(row, Transfer.Kind.WITHDRAW, part, at)
        row.withdrawn += part
        row.save(update_fields=["withdrawn"])


def _move(row: FundingReturn, step: str, amount: int, at: datetime) -> None:
    """Each move of a payment has a number of its own, for it may go and come more than once."""
    start = f"checkout:{row.funding.session_id}:back:"
    number = Transfer.objects.filter(cause__startswith=start).count() + 1
    memo = _("went back through Stripe") if step == Transfer.Kind.WITHDRAW else _("came again through Stripe")
    move(step, program=row.funding.program, amount=amount, cause=f"{start}{number}", memo=str(memo), at=at)
