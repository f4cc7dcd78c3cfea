"""Rewards: filling a stock of codes, and exchanging points for one."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.queries import manages
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.models import Account, Redemption, Reward, RewardCode, Transfer
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound
from sitewide.mail import write_letter
from sitewide.text import one_line

LONGEST_CODE = 80
MOST_CODES = 5_000


@transaction.atomic
def stock(reward: Reward, *, codes: Iterable[str], actor: User, at: datetime) -> int:
    """Put codes into a reward's stock; answers how many were new. Refuses an empty list and codes too long."""
    if not manages(actor, reward.program):
        raise NotFound(_("There is no such reward."))
    fresh = list(dict.fromkeys(code for raw in codes if (code := one_line(raw, LONGEST_CODE + 1))))
    if not fresh or len(fresh) > MOST_CODES:
        raise Invalid(_("Give at least one code, one a line, and at most 5,000 at once."), code="codes_missing")
    if any(len(code) > LONGEST_CODE for code in fresh):
        raise Invalid(_("A code has at most 80 characters."), code="code_too_long")
    known = set(RewardCode.objects.filter(reward=reward, code__in=fresh).values_list("code", flat=True))
    added = [RewardCode(reward=reward, code=code) for code in fresh if code not in known]
    RewardCode.objects.bulk_create(added, ignore_conflicts=True)
    write("reward.stocked", at=at, actor=actor, program=reward.program, subject=reward, codes=len(added))
    return len(added)


@transaction.atomic
def redeem(reward: Reward, *, member: User, key: str, at: datetime) -> Redemption:
    """Exchange points for a code, once per `key`; the same key gives back the first redemption.

    The account's row is locked first, so that one person's redemptions happen one after the other; then a free code
    is taken that nobody else holds. Refuses with 409 what is no longer offered, out of stock or not covered.
    """
    account = Account.objects.select_for_update().get(pk=account_of(reward.program, member).pk)
    if earlier := Redemption.objects.filter(member=member, key=key).first():
        return earlier
    offered = Reward.objects.get(pk=reward.pk)
    if not offered.active:
        raise Conflict(_("This reward is not offered any more."), code="not_offered")
    if account.balance < offered.points:
        raise Conflict(_("There are not enough points for this."), code="not_enough_points")
    free = RewardCode.objects.select_for_update(skip_locked=True).filter(reward=offered, redemption=None)
    code = free.order_by("pk").first()
    if code is None:
        raise Conflict(_("The last code is gone. Your points are untouched."), code="out_of_stock")
    redemption = _exchange(offered, member, account, key, at)
    code.redemption = redemption
    code.save(update_fields=["redemption"])
    write("reward.redeemed", at=at, actor=member, program=offered.program, subject=redemption, points=offered.points)
    write_letter(to=member.email, about="reward_redeemed", context={"redemption": redemption}, at=at, member=member)
    return redemption


def _exchange(reward: Reward, member: User, account: Account, key: str, at: datetime) -> Redemption:
    lines = [(account, -reward.points), (side_of(reward.program, Account.Kind.REDEEMED), reward.points)]
    transfer = post(
        program=reward.program, kind=Transfer.Kind.REDEEMED, cause=f"redeem:{member.pk}:{key}", lines=lines, at=at,
        memo=reward.name,
    )  # fmt: skip
    return Redemption.objects.create(
        reward=reward, member=member, points=reward.points, at=at, key=key, transfer=transfer
    )
