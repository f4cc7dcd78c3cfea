"""Messages from Stripe: stored once by their id before they are answered, worked off afterwards in any order."""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from campaigns.models import StripeEvent
from sitewide.jobs import after_commit_once

State = StripeEvent.State
MOST_ATTEMPTS = 12
FIRST_WAIT = timedelta(seconds=20)


def keep(*, event_id: str, kind: str, account: str, facts: dict[str, Any], happened_at: datetime, at: datetime) -> bool:
    """Store the message and ring for whoever works it off; False if it was stored before."""
    try:
        with transaction.atomic():
            StripeEvent.objects.create(
                event_id=event_id, kind=kind, account=account, facts=facts, happened_at=happened_at, received_at=at,
                due_at=at,
            )  # fmt: skip
            after_commit_once("campaigns.tasks.read_stripe_events")
    except IntegrityError:
        return False
    return True


def done(event: StripeEvent, *, outcome: str) -> None:
    """It was worked off; doing that twice does no harm, so that nothing is locked."""
    waiting = StripeEvent.objects.filter(pk=event.pk, state=State.WAITING)
    waiting.update(state=State.DONE, outcome=outcome[:200])


def put_off(event: StripeEvent, *, why: str, at: datetime) -> None:
    """It could not be worked off now; after `MOST_ATTEMPTS` it is given up, and /health/ready says so."""
    event.attempts += 1
    event.due_at, event.outcome = at + FIRST_WAIT * 2 ** min(event.attempts, 10), why[:200]
    if event.attempts >= MOST_ATTEMPTS:
        event.state = State.GIVEN_UP
    event.save(update_fields=["attempts", "due_at", "outcome", "state"])
