"""Balances, statements and whether the ledger holds."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from advocates.models import Program
from campaigns.models import Account, Contribution, LedgerEntry, Redemption, Reward, RewardCode, Transfer


def balance_of(program: Program, member: User) -> int:
    """The points that a member can spend now; 0 for somebody who never earned any."""
    mine = Account.objects.filter(program=program, kind=Account.Kind.ADVOCATE, holder=member)
    return mine.values_list("balance", flat=True).first() or 0


def statement_of(program: Program, member: User) -> QuerySet[LedgerEntry]:
    """Every line of the member's account, newest first, with its transfer."""
    mine = LedgerEntry.objects.filter(
        account__program=program, account__kind=Account.Kind.ADVOCATE, account__holder=member
    )
    return mine.select_related("transfer").order_by("-id")


def contributions_of(program: Program, member: User) -> QuerySet[Contribution]:
    """What the member contributed and what it counted for, newest first."""
    return Contribution.objects.filter(program=program, member=member).order_by("-at", "-pk")


def redemptions_of(program: Program, member: User) -> QuerySet[Redemption]:
    """What the member exchanged points for, newest first, each with its code."""
    mine = Redemption.objects.filter(reward__program=program, member=member)
    return mine.select_related("reward", "code").order_by("-at", "-pk")


def rewards_on_offer(program: Program) -> QuerySet[Reward]:
    """The catalogue, cheapest first; `in_stock` says whether a code is left."""
    free = RewardCode.objects.filter(reward=OuterRef("pk"), redemption=None)
    return (
        Reward.objects.filter(program=program, active=True).annotate(in_stock=Exists(free)).order_by("points", "name")
    )


def ledger_faults() -> Iterator[str]:
    """What does not hold in the ledger, as sentences: an unbalanced transfer, a balance that its entries do not make."""
    sums = Transfer.objects.annotate(total=Coalesce(Sum("entries__points"), 0)).exclude(total=0)
    for transfer in sums.iterator():
        yield f"Transfer {transfer.pk} sums to {transfer.total}, not to zero."
    for empty in Transfer.objects.filter(entries=None).iterator():
        yield f"Transfer {empty.pk} has no entries."
    advocates = Account.objects.filter(kind=Account.Kind.ADVOCATE)
    for account in advocates.annotate(total=Coalesce(Sum("entries__points"), 0)).exclude(balance=F("total")).iterator():
        yield f"Account {account.pk} says {account.balance}, but its entries sum to {account.total}."
