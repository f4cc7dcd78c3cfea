"""The catalogue, its stock, and what was redeemed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import User
from advocates.models import Program
from campaigns.models import Fulfilment, Redemption, Reward, RewardCode, RewardDate
from campaigns.queries.eligibility import Bar, Claimant, bars
from moderation.queries.conflicts import nearness

Kind, State = Reward.Kind, Fulfilment.State


def redemptions_of(program: Program, member: User) -> QuerySet[Redemption]:
    """What the member exchanged points for, newest first, each with what became of it and its code."""
    mine = Redemption.objects.filter(reward__program=program, member=member)
    return mine.select_related("reward__picture", "code", "date", "fulfilment").order_by("-at", "-pk")


def rewards_on_offer(program: Program, *, at: datetime) -> QuerySet[Reward]:
    """The catalogue, cheapest first; `in_stock` says whether one is left. What is over is gone."""
    offered = Reward.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), program=program, active=True)
    return with_left(offered.select_related("picture", "certification"), at).order_by("points", "name")


def reward_of(program: Program, reward_id: int, *, at: datetime) -> Reward | None:
    """One reward of the program, offered or not, with `in_stock`; None where there is no such reward here."""
    mine = Reward.objects.filter(program=program, pk=reward_id).select_related("picture", "program", "certification")
    return with_left(mine, at).first()


def with_left(rewards: QuerySet[Reward], at: datetime) -> QuerySet[Reward]:
    """The same with `in_stock`: a free code, a piece, a place on a date ahead; money ends with the budget only."""
    free = RewardCode.objects.filter(reward=OuterRef("pk"), redemption=None, kept_for=None)
    places = open_dates(at).filter(reward=OuterRef("pk"))
    return rewards.annotate(
        in_stock=Case(
            When(kind=Kind.CODE, then=Exists(free)),
            When(kind=Kind.GOODS, then=Case(When(stock__gt=0, then=Value(True)), default=Value(False))),
            When(kind=Kind.EXPERIENCE, then=Exists(places)),
            default=Value(True), output_field=BooleanField(),
        )
    )  # fmt: skip


def open_dates(at: datetime) -> QuerySet[RewardDate]:
    """Dates that lie ahead and have a place left, the next one first."""
    return RewardDate.objects.filter(starts_at__gt=at, taken__lt=F("places")).order_by("starts_at", "pk")


def with_stock(rewards: QuerySet[Reward], *, at: datetime) -> QuerySet[Reward]:
    """The same rewards with `left` (none for money) and `taken`: how many are free, and how many somebody has."""
    codes = RewardCode.objects.filter(reward=OuterRef("pk"), redemption=None, kept_for=None).order_by()
    places = open_dates(at).filter(reward=OuterRef("pk")).order_by()
    mine = Redemption.objects.filter(reward=OuterRef("pk")).exclude(fulfilment__state__in=Fulfilment.ENDED).order_by()
    counted = Count("*")
    return rewards.annotate(
        left=Case(
            When(kind=Kind.CODE, then=Coalesce(codes.values("reward").annotate(n=counted).values("n"), 0)),
            When(kind=Kind.GOODS, then=F("stock")),
            When(
                kind=Kind.EXPERIENCE,
                then=Coalesce(places.values("reward").annotate(n=Sum(F("places") - F("taken"))).values("n"), 0),
            ),
            default=None, output_field=IntegerField(null=True),
        ),
        taken=Coalesce(mine.values("reward").annotate(n=counted).values("n"), 0, output_field=IntegerField()),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offer:
    """A reward as one person sees it: what bars them, and how many points are missing. `bar` is the first reason."""

    reward: Reward
    bars: list[Bar]
    missing: int

    @property
    def bar(self) -> Bar | None:
        return self.bars[0] if self.bars else None

    @property
    def can_be_had(self) -> bool:
        return not self.bars and self.missing <= 0


def offers(rewards: Sequence[Reward], who: Claimant) -> list[Offer]:
    """These rewards of `rewards_on_offer` for this person; no query."""
    return [offer_of(reward, who) for reward in rewards]


def offer_of(reward: Reward, who: Claimant) -> Offer:
    found = bars(reward, who)
    if not reward.in_stock:  # type: ignore[attr-defined]
        found.append(Bar("out_of_stock", _("None is left. The program fills it up again; your points stay yours.")))
    if who.budget is not None and reward.cost > who.budget:
        found.append(Bar("budget_short", short_budget()))
    return Offer(reward, found, reward.points - who.balance)


def short_budget() -> str:
    """What the person reads whom the program's budget does not reach."""
    return _("The program's budget does not reach for it just now. Your points are untouched; its managers are told.")


def stands_near(person: User, redemption: Redemption) -> bool:
    """Whether something ties this person to whoever redeemed: household, employer, who brought whom."""
    found = nearness(person, to="member", program="reward__program", since="at")
    return Redemption.objects.filter(reduce(or_, found.values()), pk=redemption.pk).exists()


def to_handle(redemptions: QuerySet[Redemption]) -> QuerySet[Redemption]:
    """Those that wait for somebody of the program: for approval, for being sent or given. Payouts see to money."""
    waits = Q(fulfilment__state=State.WAITING)
    to_do = Q(fulfilment__state__in=Fulfilment.TO_DO | {State.SENT}) & ~Q(reward__kind=Kind.CASH)
    return redemptions.filter(waits | to_do)


def orders_to_send(program_ids: frozenset[int]) -> QuerySet[Redemption]:
    """Goods that are approved and not sent yet, the oldest first, each with its address."""
    found = Redemption.objects.filter(
        reward__program__in=program_ids, reward__kind=Kind.GOODS, fulfilment__state__in=Fulfilment.TO_DO
    )
    return found.select_related("reward", "member", "address", "fulfilment").order_by("pk")
