"""Letters about a payout: that it is due, with what is asked of the person, and that it was sent. `handle` is a consumer's.

What became of it in the end (in the bank, failed, taken back) is told by the letter about the redemption.
"""

from typing import Any

from advocates.queries import address_of
from campaigns.models import PayAccount, Payout
from campaigns.queries.payouts import account_of
from record.models import Entry
from record.queries import entries_about
from sitewide.mail import write_letter

VERBS = frozenset({"payout.queued", "payout.sent"})


def handle(entry: Entry) -> None:
    """One letter when it is first queued, not at each new try, and one when it is sent."""
    payout = Payout.objects.select_related("program", "member", "redemption__reward").get(pk=entry.subject_id)
    if not payout.member.is_active or (entry.verb == "payout.queued" and not _is_first(entry, payout)):
        return
    account = account_of(payout.program, payout.member)
    context: dict[str, Any] = {
        "payout": payout, "reward": payout.redemption.reward, "reader": payout.member, "program": payout.program,
        "was_sent": entry.verb == "payout.sent", "base_url": address_of(payout.program),
        "set_up": account is None or account.state != PayAccount.State.READY,
    }  # fmt: skip
    write_letter(to=payout.member.email, about="payout_news", context=context, at=entry.at, member=payout.member)


def _is_first(entry: Entry, payout: Payout) -> bool:
    earlier = (one for one in entries_about(payout) if one.verb == entry.verb and one.pk < entry.pk)
    return next(earlier, None) is None
