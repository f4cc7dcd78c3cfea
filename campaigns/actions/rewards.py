"""Exchanging points for a reward; filling the stock is named here, too, for whoever reads this module first."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.catalogue import stock
from campaigns.actions.ledger import locked_account, post, side_of
from campaigns.models import Account, Redemption, Reward, RewardCode, Transfer
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.mail import write_letter

__all__ = ["redeem", "stock"]

LONGEST_KEY = 64


@transaction.atomic
def redeem(reward: Reward, *, member: User, key: str, at: datetime, seen: int | None = None) -> Redemption:
    """Exchange points for a code, once per `key`; the same key gives back the first redemption.

    `seen` is the price that the person was shown. The account's row is locked first, so that one person's redemptions
    happen one after the other; then a free code is taken that nobody else holds. Refuses with 409 what is no longer
    offered, costs something else than `seen`, is out of stock or not covered, and a key used for another reward.
    """
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid(_("A key has 1 to 64 characters."), code="bad_key")
    if not member.is_active:
        raise Forbidden(_("This account is closed."), code="inactive")
    account = locked_account(reward.program, member)
    if earlier := Redemption.objects.filter(member=member, key=key).select_related("reward", "code").first():
        return _same(earlier, reward)
    offered = _on_offer(reward, seen)
    if account.balance < offered.points:
        raise Conflict(_("There are not enough points for this."), code="not_enough_points")
    code = _free_code(offered)
    redemption = _exchange(offered, member, account, key, at)
    code.redemption = redemption
    code.save(update_fields=["redemption"])
    write("reward.redeemed", at=at, actor=member, program=offered.program, subject=redemption, points=offered.points)
    about = {"redemption": redemption, "reader": member, "program": offered.program, "left": _left(account)}
    write_letter(to=member.email, about="reward_redeemed", context=about, at=at, member=member)
    return redemption


def _same(earlier: Redemption, reward: Reward) -> Redemption:
    if earlier.reward_id != reward.pk:
        raise Conflict(_("This key was used for another reward."), code="key_used")
    return earlier


def _on_offer(reward: Reward, seen: int | None) -> Reward:
    """The reward as it is now."""
    offered = Reward.objects.select_related("program").get(pk=reward.pk)
    if not offered.active:
        raise Conflict(_("This reward is not offered any more."), code="not_offered")
    if seen is not None and seen != offered.points:
        sentence = _("The price has changed: it costs %(points)s points now. Look at it again and decide then.")
        raise Conflict(sentence % {"points": offered.points}, code="price_changed")
    return offered


def _free_code(reward: Reward) -> RewardCode:
    """The oldest free code, in nobody else's hands until the transaction ends."""
    free = RewardCode.objects.select_for_update(skip_locked=True).filter(reward=reward, redemption=None)
    code = free.order_by("pk").first()
    if code is None:
        raise Conflict(_("The last code is gone. Your points are untouched."), code="out_of_stock")
    return code


def _exchange(reward: Reward, member: User, account: Account, key: str, at: datetime) -> Redemption:
    lines = [(account, -reward.points), (side_of(reward.program, Account.Kind.REDEEMED), reward.points)]
    transfer = post(
        program=reward.program, kind=Transfer.Kind.REDEEMED, cause=f"redeem:{member.pk}:{key}", lines=lines, at=at,
        memo=reward.name,
    )  # fmt: skip
    return Redemption.objects.create(
        reward=reward, member=member, points=reward.points, at=at, key=key, transfer=transfer
    )


def _left(account: Account) -> int:
    account.refresh_from_db(fields=["balance"])
    return account.balance
