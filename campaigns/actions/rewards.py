"""Exchanging points for a reward; filling the stock is named here, too, for whoever reads this module first."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.catalogue import stock
from campaigns.actions.choosing import Choice, date_chosen, fitting
from campaigns.actions.fulfilment import begin
from campaigns.actions.ledger import locked_account, post, side_of
from campaigns.actions.reserving import budgeted, keep_code, take_one
from campaigns.models import Account, PostalAddress, Redemption, Reward, RewardDate, Transfer
from campaigns.queries.eligibility import Claimant, bars, claimant
from campaigns.queries.rewards import short_budget
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid

__all__ = ["redeem", "stock"]

LONGEST_KEY = 64
CHOOSES_NOTHING = Choice()


@transaction.atomic
def redeem(
    reward: Reward, *, member: User, key: str, at: datetime, seen: int | None = None, choice: Choice = CHOOSES_NOTHING
) -> Redemption:
    """Exchange points for a reward, once per `key`; the same key gives back the first redemption.

    `seen` is the price that the person was shown. The account's row is locked first, so that one person's redemptions
    happen one after the other; then one is taken out of the stock and its cost set aside in the budget. Worth more than
    the program lets pass, it waits for a manager's approval. Refuses with 409 what is no longer offered, is not for this
    person (with the code of the rule), costs something else than `seen`, is out of stock or not covered by points or
    budget, and a key used for another reward; with 422 a choice that is missing.
    """
    _must_be_able(member, key)
    account = locked_account(reward.program, member)
    if earlier := Redemption.objects.filter(member=member, key=key).select_related("reward", "code").first():
        return _same(earlier, reward)
    offered = _on_offer(reward, seen)
    who = claimant(offered.program, member, at)
    for bar in bars(offered, who):
        raise Conflict(bar.sentence, code=bar.code)
    chosen = fitting(offered, choice)
    date = date_chosen(offered, chosen, at)
    if account.balance < offered.points:
        raise Conflict(_("There are not enough points for this."), code="not_enough_points")
    code = take_one(offered, date)
    redemption = _exchange(offered, who, account, key=key, choice=chosen, date=date)
    if code is not None:
        keep_code(code, redemption)
    write("reward.redeemed", at=at, actor=member, program=offered.program, subject=redemption, points=offered.points)
    begin(redemption, treasury=who.treasury, at=at)
    return redemption


def _must_be_able(member: User, key: str) -> None:
    if not 1 <= len(key) <= LONGEST_KEY:
        raise Invalid(_("A key has 1 to 64 characters."), code="bad_key")
    if not member.is_active:
        raise Forbidden(_("This account is closed."), code="inactive")


def _same(earlier: Redemption, reward: Reward) -> Redemption:
    if earlier.reward_id != reward.pk:
        raise Conflict(_("This key was used for another reward."), code="key_used")
    return earlier


def _on_offer(reward: Reward, seen: int | None) -> Reward:
    """The reward as it is now."""
    offered = Reward.objects.select_related("program", "certification").get(pk=reward.pk)
    if not offered.active:
        raise Conflict(_("This reward is not offered any more."), code="not_offered")
    if seen is not None and seen != offered.points:
        sentence = _("The price has changed: it costs %(points)s points now. Look at it again and decide then.")
        raise Conflict(sentence % {"points": offered.points}, code="price_changed")
    return offered


def _exchange(
    reward: Reward, who: Claimant, account: Account, *, key: str, choice: Choice, date: RewardDate | None
) -> Redemption:  # fmt: skip
    """The points leave the balance, the cost leaves the free budget."""
    lines = [(account, -reward.points), (side_of(reward.program, Account.Kind.REDEEMED), reward.points)]
    transfer = post(
        program=reward.program, kind=Transfer.Kind.REDEEMED, cause=f"redeem:{who.member.pk}:{key}", lines=lines,
        at=who.at, memo=reward.name,
    )  # fmt: skip
    redemption = Redemption.objects.create(
        reward=reward, member=who.member, points=reward.points, at=who.at, key=key, transfer=transfer,
        cost=reward.cost if who.treasury else 0, fair_value=reward.fair_value, currency=who.currency,
        date=date, cause=choice.cause, country=choice.country,
    )  # fmt: skip
    if choice.address is not None:
        fields = {name: getattr(choice.address, name) for name in PostalAddress.FIELDS}
        PostalAddress.objects.create(redemption=redemption, **fields)
    _set_aside(redemption)
    return redemption


def _set_aside(redemption: Redemption) -> None:
    try:
        budgeted(Transfer.Kind.COMMIT, redemption, at=redemption.at)
    except Conflict as refused:
        sentence = short_budget() if refused.code == "budget_short" else refused.sentence
        raise Conflict(sentence, code=refused.code) from refused
