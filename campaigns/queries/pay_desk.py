"""A program's money as staff see it, and what the nights' comparisons with Stripe found."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from advocates.models import Program
from campaigns.models import POINTS, Account, LedgerEntry, Reconciliation
from campaigns.models.payout import in_words
from campaigns.queries.treasury import shortfall_of

SIDES = (Account.Kind.BUDGET, Account.Kind.COMMITTED, Account.Kind.OWED, Account.Kind.PAID)
SAID: dict[str, StrOrPromise] = {
    "unknown_transfer": _("Stripe lists a transfer in our name that we do not know."),
    "mismatch": _("Amount, currency, person or mode differ from what was agreed."),
    "missing_at_stripe": _("We believe it was sent; Stripe does not list it."),
    "funding_unknown": _("Stripe could not be asked whether this was paid in."),
    "funded_less": _("Less was paid in at Stripe than we counted."),
}
KINDS: dict[str, StrOrPromise] = {
    "transfer": _("sent to people"), "transfer_refund": _("taken back from people"), "charge": _("paid in"),
    "payment": _("paid in"), "refund": _("refunded"), "payment_refund": _("refunded"),
    "adjustment": _("disputed"), "fees": _("Stripe's fees"), "payout": _("to the program's bank"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Night:
    """One comparison in words."""

    report: Reconciliation
    sums: list[tuple[StrOrPromise, str]]
    differences: list[tuple[StrOrPromise, dict[str, Any]]]


def sides_of(program: Program) -> list[tuple[str, str]]:
    """What is free, promised, owed to people and paid out, in words; nothing where the program has no currency."""
    treasury = getattr(program, "treasury", None)
    if treasury is None:
        return []
    lines = LedgerEntry.objects.filter(account__program=program, account__kind__in=SIDES).exclude(account__unit=POINTS)
    found = dict(lines.values_list("account__kind").annotate(total=Sum("amount")))
    return [(str(kind.label), in_words(found.get(kind.value, 0), treasury.currency)) for kind in SIDES]


def missing_of(program: Program) -> str:
    """What went back of payments and was promised already, in words; empty where nothing is missing."""
    treasury, short = getattr(program, "treasury", None), shortfall_of(program)
    return in_words(short, treasury.currency) if treasury and short else ""


def nights_of(program: Program | None, most: int) -> list[Night]:
    """The newest comparisons of the program; without one, of what Stripe lists and no program knows."""
    rows = Reconciliation.objects.filter(program=program).select_related("program__treasury").order_by("-pk")
    return [_night(row) for row in rows[:most]]


def _night(row: Reconciliation) -> Night:
    treasury = getattr(row.program, "treasury", None)
    currency = treasury.currency if treasury else "eur"
    sums = [(KINDS.get(kind, kind), in_words(amount, currency)) for kind, amount in sorted(row.sums.items()) if amount]
    return Night(row, sums, [(SAID.get(each["code"], each["code"]), each) for each in row.differences])
