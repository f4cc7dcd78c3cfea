"""The catalogue, its stock, and what was redeemed."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from advocates.models import Program
from campaigns.models import Redemption, Reward, RewardCode


def redemptions_of(program: Program, member: User) -> QuerySet[Redemption]:
    """What the member exchanged points for, newest first, each with its code."""
    mine = Redemption.objects.filter(reward__program=program, member=member)
    return mine.select_related("reward", "code").order_by("-at", "-pk")


def rewards_on_offer(program: Program) -> QuerySet[Reward]:
    """The catalogue, cheapest first; `in_stock` says whether a code is left."""
    free = RewardCode.objects.filter(reward=OuterRef("pk"), redemption=None)
    offered = Reward.objects.filter(program=program, active=True).select_related("picture")
    return offered.annotate(in_stock=Exists(free)).order_by("points", "name")


def with_stock(rewards: QuerySet[Reward]) -> QuerySet[Reward]:
    """The same rewards with `left` and `taken`: how many codes are free, and how many somebody has."""
    free = Count("codes", filter=Q(codes__redemption=None))
    return rewards.annotate(left=free, taken=Count("codes", filter=Q(codes__redemption__isnull=False)))


def reward_of(program: Program, reward_id: int) -> Reward | None:
    """One reward of the program, offered or not, with `in_stock`; None where there is no such reward here."""
    free = RewardCode.objects.filter(reward=OuterRef("pk"), redemption=None)
    mine = Reward.objects.filter(program=program, pk=reward_id).select_related("picture", "program")
    return mine.annotate(in_stock=Exists(free)).first()
