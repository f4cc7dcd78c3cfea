"""Cash rewards follow their payouts, which tell through the record what became of the money; `handle` is a consumer's."""

from campaigns.actions.stepping import end_without, locked, step, tell
from campaigns.models import Fulfilment
from record.models import Entry

State = Fulfilment.State
VERBS = frozenset({"payout.paid", "payout.failed", "payout.reversed"})


def handle(entry: Entry) -> None:
    """Paid: delivered. Failed, or sent back by the bank: the points go back and the budget is free again.

    Safe to be told twice, late, or out of order: a redemption that has ended stays as it is. The payout has moved the
    money back to the committed budget before it says that it failed.
    """
    known = Fulfilment.objects.filter(redemption_id=entry.data.get("redemption"))
    number = known.filter(redemption__reward__kind="cash").values_list("pk", flat=True).first()
    row = locked(number) if number else None
    wanted = State.DELIVERED if entry.verb == "payout.paid" else State.FAILED
    if row is None or wanted not in Fulfilment.TRANSITIONS[row.state]:
        return
    if wanted == State.DELIVERED:
        step(row, wanted, "redemption.delivered", at=entry.at)
    else:
        end_without(row, wanted, "redemption.failed", at=entry.at)
    tell(row, "redemption_changed", at=entry.at)
