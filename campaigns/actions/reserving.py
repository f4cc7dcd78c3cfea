"""Taking one of a reward out of what there is, and putting it back. Steps of redeeming and of its end."""

from datetime import datetime

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.actions.budget import move, must_be_covered
from campaigns.models import Payout, Redemption, Reward, RewardCode, RewardDate, Transfer
from campaigns.queries.treasury import shortfall_of, worth_of
from sitewide.errors import Conflict

Kind = Reward.Kind


def take_one(reward: Reward, date: RewardDate | None) -> RewardCode | None:
    """One piece, one place or the oldest free code, in nobody else's hands until the transaction ends.

    Each by one guarded statement, or a row lock for the code. Refuses with 409 `out_of_stock` or `date_gone`.
    """
    if reward.kind == Kind.CODE:
        return _free_code(reward)
    if reward.kind == Kind.GOODS and not _pieces(reward).filter(stock__gt=0).update(stock=F("stock") - 1):
        raise Conflict(_("The last one is gone. Your points are untouched."), code="out_of_stock")
    if date is not None and not _places(date).filter(taken__lt=F("places")).update(taken=F("taken") + 1):
        raise Conflict(_("This date is full or over. Choose another one."), code="date_gone")
    return None


def _free_code(reward: Reward) -> RewardCode:
    rows = RewardCode.objects.select_for_update(skip_locked=True)
    code = rows.filter(reward=reward, redemption=None, kept_for=None).order_by("pk").first()
    if code is None:
        raise Conflict(_("The last code is gone. Your points are untouched."), code="out_of_stock")
    return code


def keep_code(code: RewardCode, redemption: Redemption) -> None:
    """It waits with the redemption; nobody sees it and nobody else gets it."""
    code.kept_for = redemption
    code.save(update_fields=["kept_for"])


def give_code(redemption: Redemption) -> None:
    """The code that was kept belongs to the person from now on, for good."""
    RewardCode.objects.filter(kept_for=redemption).update(redemption=redemption, kept_for=None)


def put_back(redemption: Redemption) -> None:
    """What was taken can be had by others again."""
    reward = redemption.reward
    RewardCode.objects.filter(kept_for=redemption).update(kept_for=None)
    if reward.kind == Kind.GOODS:
        _pieces(reward).update(stock=F("stock") + 1)
    if redemption.date is not None:
        _places(redemption.date).filter(taken__gt=0).update(taken=F("taken") - 1)


def _pieces(reward: Reward) -> QuerySet[Reward]:
    return Reward.objects.filter(pk=reward.pk)


def _places(date: RewardDate) -> QuerySet[RewardDate]:
    return RewardDate.objects.filter(pk=date.pk)


def budgeted(step: str, redemption: Redemption, *, at: datetime) -> Transfer | None:
    """Move what the redemption costs one step (commit, spend or release), once; None where that is nothing.

    What a payout has brought back is in the free budget already: only the rest is released. Refuses 409 `budget_short`
    to commit what the free budget does not cover beside all that is promised to others.
    """
    amount = redemption.cost - (_brought_back(redemption) if step == Transfer.Kind.RELEASE else 0)
    if not amount:
        return None
    program = redemption.reward.program
    moved = move(
        step, program=program, amount=amount, cause=cause_of(step, redemption), memo=redemption.reward.name, at=at
    )  # fmt: skip
    if step == Transfer.Kind.COMMIT and (amount > worth_of(program, redemption.points) or shortfall_of(program)):
        must_be_covered(program)
    return moved


def _brought_back(redemption: Redemption) -> int:
    """What was reversed of its payout."""
    return Payout.objects.filter(redemption=redemption).values_list("reversed_amount", flat=True).first() or 0


def cause_of(step: str, redemption: Redemption) -> str:
    return f"redemption:{redemption.pk}:{step}"


def is_spent(redemption: Redemption) -> bool:
    return Transfer.objects.filter(cause=cause_of(Transfer.Kind.SPEND, redemption)).exists()
