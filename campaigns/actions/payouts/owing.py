"""A cash reward that was approved becomes a payout. `handle` is a consumer's."""

from datetime import datetime
from typing import Any

from django.db import transaction

from campaigns.actions.budget import move, treasury_of
from campaigns.models import Payout, Redemption, Transfer
from record.actions import write
from record.models import Entry
from sitewide.jobs import after_commit_once

DUE = "redemption.due"


def handle(entry: Entry) -> None:
    """Make the payout of the redemption that the entry is about; safe to be told twice."""
    redemption = Redemption.objects.select_related("reward__program", "member").get(pk=entry.subject_id)
    owe(redemption, amount=entry.data["amount"], currency=entry.data["currency"], at=entry.at)


@transaction.atomic
def owe(redemption: Redemption, *, amount: int, currency: str, at: datetime) -> Payout:
    """Owe the person the amount and queue its payout, once for each redemption. Minor units of the program's currency.

    Another currency than the treasury's is a ValueError: that is a mistake of whoever wrote the entry.
    """
    program, member = redemption.reward.program, redemption.member
    if currency != treasury_of(program).currency:
        raise ValueError(f"A payout in {currency} out of a treasury in another currency.")
    about = {"program": program, "member": member, "amount": amount, "currency": currency}
    payout, fresh = Payout.objects.get_or_create(
        redemption=redemption, defaults={**about, "queued_at": at, "due_at": at}
    )
    if fresh:
        move(
            Transfer.Kind.OWE, program=program, amount=amount, cause=f"payout:{payout.pk}:owe",
            memo=redemption.reward.name, at=at, person=member,
        )  # fmt: skip
        write("payout.queued", at=at, program=program, subject=payout, **facts_of(payout))
        after_commit_once("campaigns.tasks.pay")
    return payout


def facts_of(payout: Payout) -> dict[str, Any]:
    """What every entry of the record about a payout says."""
    return {"redemption": payout.redemption_id, "amount": payout.amount, "currency": payout.currency}
