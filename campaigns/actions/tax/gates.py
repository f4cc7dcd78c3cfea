"""What waited for a tax form goes out by itself once nothing of tax stands against it any more."""

from datetime import datetime

from accounts.models import User
from advocates.models import Program
from campaigns.models import Payout
from sitewide.jobs import after_commit_once

WAITING_FOR_TAX = "tax_form"


def call_back(program: Program, *, member: User | None = None, at: datetime) -> int:
    """Offer again at once what waits for a form, of the member or of everybody; a step of other acts.

    One that is in other hands just now is left to them: it asks again by itself two minutes later.
    """
    rows = Payout.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    waiting = rows.filter(program=program, state=Payout.State.QUEUED, code=WAITING_FOR_TAX, due_at__gt=at)
    numbers = [row.pk for row in (waiting if member is None else waiting.filter(member=member))]
    found = Payout.objects.filter(pk__in=numbers).update(due_at=at)
    if found:
        after_commit_once("campaigns.tasks.pay")
    return found
