"""What rewards ask of a program's managers: approvals, orders to fulfil, a budget that does not reach."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from advocates.models import Program
from campaigns.models import Account, Fulfilment, PayAccount, Payout, Redemption, Reward, Treasury
from campaigns.queries.amounts import told
from campaigns.queries.eligibility import pays_cash
from campaigns.queries.needs import Need
from campaigns.queries.rewards import to_handle

WAITING = Fulfilment.State.WAITING
REDEMPTIONS, CATALOGUE = "/admin/rewards/redemptions/", "/admin/rewards/catalogue/"


@dataclass(frozen=True, slots=True)
class Handled:
    """How many redemptions wait for approval, and how many to be fulfilled."""

    waiting: int
    to_fulfil: int


def waiting_in(program_ids: Collection[int]) -> Handled:
    """One query."""
    found = to_handle(Redemption.objects.filter(reward__program__in=program_ids))
    waits = Q(fulfilment__state=WAITING)
    to_do = Q(fulfilment__state__in=Fulfilment.TO_DO)
    counted = found.aggregate(waiting=Count("pk", filter=waits), to_do=Count("pk", filter=to_do))
    return Handled(counted["waiting"], counted["to_do"])


def beyond_budget(program_ids: Collection[int]) -> QuerySet[Reward]:
    """Rewards on offer that nobody can get because one costs more than what is free in the budget."""
    side = Account.objects.filter(program=OuterRef("program"), kind=Account.Kind.BUDGET)
    free = Coalesce(Subquery(side.values("balance")[:1]), 0)
    offered = Reward.objects.filter(program__in=program_ids, active=True, program__treasury__isnull=False)
    return offered.annotate(free=free).filter(cost__gt=F("free"))


def of_pay(program: Program, person: User) -> Iterator[Need]:
    """That money waits for the person because nobody knows yet where to send it; one query."""
    ready = PayAccount.objects.filter(program=program, member=OuterRef("member"), state=PayAccount.State.READY)
    mine = Payout.objects.filter(program=program, member=person, state=Payout.State.QUEUED)
    waits = mine.filter(~Exists(ready)).values("currency").annotate(sum=Sum("amount")).order_by("currency").first()
    if waits and pays_cash():
        title = _("%(amount)s waits for you: set up where to be paid") % {
            "amount": told(waits["sum"], waits["currency"])
        }
        text = _("Stripe pays you and asks you for your details; it is sent as soon as that is ready.")
        yield Need("act", "wallet", title, text, "/portal/payouts/", _("Set it up"))


def of_rewards(handled: Handled, short: int) -> Iterator[Need]:
    """What waits, as lines of the portal's first page; `short` is for how many rewards the budget does not reach."""
    if handled.waiting:
        title = ngettext("%(n)s redemption waits for approval", "%(n)s redemptions wait for approval", handled.waiting)
        text = _("They are worth more than what passes by itself.")
        yield Need("act", "gift", title % {"n": handled.waiting}, text, REDEMPTIONS, _("Decide"))
    if handled.to_fulfil:
        title = ngettext("%(n)s reward to send or give", "%(n)s rewards to send or give", handled.to_fulfil)
        text = _("People exchanged points for them and wait.")
        yield Need("act", "gift", title % {"n": handled.to_fulfil}, text, REDEMPTIONS, _("See to it"))
    if short:
        title = ngettext("The budget is short for %(n)s reward", "The budget is short for %(n)s rewards", short)
        text = _("Nobody can get them until more is paid in, or they are taken off the catalogue.")
        yield Need("act", "wallet", title % {"n": short}, text, CATALOGUE, _("See them"))


@dataclass(frozen=True, slots=True)
class Budget:
    """A program's money in words; `short` are rewards that the free budget does not reach for."""

    program: Program
    free: str
    committed: str
    spent: str
    short: list[Reward]


def budgets_of(program_ids: Collection[int]) -> list[Budget]:
    """Of every program that has a currency."""
    short = list(beyond_budget(program_ids))
    treasuries = Treasury.objects.filter(program__in=program_ids).select_related("program").order_by("program")
    return [
        _budget(treasury, [one for one in short if one.program_id == treasury.program_id]) for treasury in treasuries
    ]


def _budget(treasury: Treasury, short: list[Reward]) -> Budget:
    sums = {
        kind: told(_sum(treasury, kind), treasury.currency)
        for kind in (Account.Kind.BUDGET, Account.Kind.COMMITTED, Account.Kind.SPENT)
    }
    free, committed, spent = sums.values()
    return Budget(treasury.program, free, committed, spent, short)


def _sum(treasury: Treasury, kind: str) -> int:
    """What stands on one side of the program, as the sum of its entries."""
    side = Account.objects.filter(program=treasury.program_id, kind=kind, unit=treasury.currency)
    total = side.aggregate(total=Coalesce(Sum("entries__amount"), 0))["total"]
    return int(total)
