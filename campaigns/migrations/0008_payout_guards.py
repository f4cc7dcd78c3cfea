"""A payout keeps what was agreed, moves forward only, and is never deleted; what was paid in stays paid in."""

from django.db import migrations

from sitewide.guards import Guard

CHANGED = " OR ".join(
    f"OLD.{name} <> NEW.{name}" for name in ("amount", "currency", "redemption_id", "member_id", "uid")
)
BACKWARD = """
(OLD.state IN ('failed', 'reversed') AND NEW.state <> OLD.state)
OR (OLD.state IN ('sent', 'paid') AND NEW.state IN ('queued', 'sending', 'unknown', 'failed'))
OR (OLD.state = 'paid' AND NEW.state = 'sent')
OR NEW.reversed_amount < OLD.reversed_amount
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0007_reward_guards")]

    operations = [
        Guard(
            "payout_keeps_what_was_agreed", table="campaigns_payout", events=("UPDATE",),
            refuse_when=f"{CHANGED} OR (OLD.transfer_id <> '' AND OLD.transfer_id <> NEW.transfer_id)",
            sentence="What a payout is about never changes.",
        ),
        Guard(
            "payout_moves_forward", table="campaigns_payout", events=("UPDATE",), refuse_when=BACKWARD,
            sentence="What went out or ended does not come back to an earlier state.",
        ),
        Guard(
            "payout_stays", table="campaigns_payout", events=("DELETE",), refuse_when="1 = 1",
            sentence="A payout is never deleted.",
        ),
        Guard(
            "paid_funding_stays", table="campaigns_funding", events=("UPDATE", "DELETE"),
            refuse_when="OLD.state = 'paid'", sentence="What was paid in is never changed or deleted.",
        ),
    ]  # fmt: skip
