"""Pay in the demo: one cash reward that is in the bank, one that is on its way, one that waits for an account.

The demo has no key and sends nothing: what Stripe would have told is told here, at times in the past.
"""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import User
from advocates.models import Program
from campaigns.actions import pay_accounts
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.actions.payouts import seeing
from campaigns.actions.rewards import redeem
from campaigns.models import Account, PayAccount, Payout, Reward, Transfer
from campaigns.stripe_answers import Standing
from campaigns.stripe_answers import Transfer as Moved
from record.tasks import settle

CASH = "Fifteen pounds"
SAVED = 320
"""Points that each had saved up before."""


def pay(program: Program, members: dict[str, User], at: datetime) -> None:
    """Kenji was paid, Aoife is being paid, Ravi has not said where yet."""
    bought = {who: _bought(program, members[who], at - timedelta(days=ago)) for who, ago in AGO.items()}
    settle()
    for who in ("kenji", "aoife"):
        payout = Payout.objects.get(redemption__key=bought[who])
        account = _account(program, members[who], payout.queued_at)
        arrival = f"py_demo_{who}"
        moved = Moved(
            f"tr_demo_{who}", payout.group, payout.amount, 0, payout.currency, account.stripe_id, arrival,
            settings.TABARD_STRIPE_LIVE, payout.queued_at,
        )  # fmt: skip
        seeing.see(payout.pk, moved, at=payout.queued_at + timedelta(hours=3))
        if who == "kenji":
            seeing.see_in_bank(account.stripe_id, [arrival], at=payout.queued_at + timedelta(days=3))
    settle()


AGO = {"kenji": 26, "aoife": 8, "ravi": 1}


def _bought(program: Program, member: User, at: datetime) -> str:
    """The key of the redemption."""
    lines = [(side_of(program, Account.Kind.ADJUSTED), -SAVED), (account_of(program, member), SAVED)]
    post(
        program=program, kind=Transfer.Kind.ADJUSTED, cause=f"demo:saved:{member.pk}", lines=lines,
        memo="Saved up in the trial year", at=at - timedelta(days=2),
    )  # fmt: skip
    cash = Reward.objects.get(program=program, name=CASH)
    return redeem(cash, member=member, key=f"demo-cash-{member.pk}", at=at).key


def _account(program: Program, member: User, at: datetime) -> PayAccount:
    """One that Stripe has looked at and found in order."""
    number = f"acct_demo_{member.pk}"
    account = PayAccount.objects.create(program=program, member=member, country="GB", opened_at=at)
    pay_accounts.opened(account.pk, stripe_id=number, at=at)
    ready = Standing(number, False, "active", "active", (), settings.TABARD_STRIPE_LIVE)
    return pay_accounts.refreshed(account.pk, ready, asked_at=at + timedelta(hours=1))
