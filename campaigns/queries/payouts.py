"""Payouts as people see them, what stands against sending one, and whether pay is stuck."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from advocates.models import Halt, Program
from campaigns.models import Funding, PayAccount, PayHalt, Payout, Reconciliation, StripeEvent
from campaigns.models.payout import in_words
from campaigns.queries.tax.standing import bar_to_pay

State = Payout.State
LOOKED_INTO_TOO_LONG = timedelta(hours=1)
WAITS_TOO_LONG = timedelta(hours=6)
UNREAD_TOO_LONG = timedelta(minutes=15)
SENT_AGAIN_AFTER = timedelta(hours=24)
"""For so long Stripe remembers a key. Source: Stripe, "Idempotent requests"."""
OURS = frozenset({"balance_insufficient", "key_refused", "rate_limited"})
"""What stands in the program's or the installation's way, not in the person's."""
SAID: dict[str, StrOrPromise] = {
    "switched_off": _("Cash rewards are switched off on this installation."),
    "halted": _("All pay is halted for the moment. Nothing is lost."),
    "no_account": _("Set up where you want to be paid; it is sent as soon as that is ready."),
    "not_ready": _("Stripe still needs something for your account; it is sent as soon as that is ready."),
    "restricted": _("Stripe has restricted your account. Open it to see what is missing."),
    "tax_form": _("With this you come to an amount that asks for a tax form. It is sent as soon as that is checked."),
    "balance_insufficient": _("The program's account at Stripe has to be filled up first."),
    "key_refused": _("The connection to Stripe has to be mended by who runs this installation."),
    "rate_limited": _("Stripe is busy; it is sent in a moment."),
    "no_answer": _("Stripe did not answer. We look up whether the money went out before anything is tried again."),
    "idempotency": _("Stripe was asked twice at once. We look up what became of it."),
    "withdrawn": _("A manager withdrew it."),
    "not_found": _("It never arrived at Stripe."),
    "bank_returned": _("Your bank sent it back. It lies in your account at Stripe: correct your bank details there."),
    "mismatch": _("What Stripe says of it differs from what was agreed. Somebody looks into it."),
    "partly_reversed": _("A part of it was taken back."),
}


def said(payout: Payout) -> StrOrPromise:
    """Why it is where it is, in a sentence; empty where there is nothing to say."""
    if not payout.code:
        return ""
    if payout.code in SAID:
        return SAID[payout.code]
    if payout.code.startswith("http_"):
        return SAID["no_answer"]
    return _("Stripe refused it (%(code)s).") % {"code": payout.code}


SAID_TO_STAFF: dict[str, StrOrPromise] = {
    "no_account": _("The person has not set up where to be paid."),
    "not_ready": _("Stripe still needs something from the person."),
    "restricted": _("Stripe has restricted the person's account."),
    "tax_form": _("It waits for the person's tax form to be checked, under Tax."),
    "bank_returned": _("The person's bank sent it back; it lies in their account at Stripe."),
    "balance_insufficient": _("The balance at Stripe does not cover it: pay into the budget."),
}


def said_to_staff(payout: Payout) -> StrOrPromise:
    """The same for whoever runs the program."""
    return SAID_TO_STAFF.get(payout.code) or said(payout)


def may_pay(payout: Payout, at: datetime) -> str:
    """What stands against sending it now, as a code of `SAID`; empty if nothing does. Reads everything afresh."""
    if not settings.TABARD_STRIPE_KEY:
        return "switched_off"
    if is_halted(payout.program, payout.member):
        return "halted"
    account = PayAccount.objects.filter(program=payout.program, member=payout.member).first()
    if account is None or account.state == PayAccount.State.CLOSED:
        return "no_account"
    if account.state == PayAccount.State.RESTRICTED:
        return "restricted"
    return bar_to_pay(payout, at) if account.state == PayAccount.State.READY else "not_ready"


def is_halted(program: Program, member: User | None = None) -> bool:
    """Whether pay stops: by its own halt, or by one of everything, of the program or of the person."""
    level = Halt.Level
    wide = Q(level__in=(level.EVERYTHING, level.PROGRAM))
    stops = Halt.objects.stopping(program).filter(wide | Q(level=level.PERSON, person=member), is_drill=False)
    return PayHalt.objects.filter(program=program, lifted_at=None).exists() or stops.exists()


def payouts_of(program: Program, member: User) -> QuerySet[Payout]:
    """The member's, newest first."""
    mine = Payout.objects.filter(program=program, member=member)
    return mine.select_related("redemption__reward").order_by("-pk")


def account_of(program: Program, member: User) -> PayAccount | None:
    """Where the member is paid, if that is set up."""
    return PayAccount.objects.filter(program=program, member=member).exclude(state=PayAccount.State.CLOSED).first()


def worst_first(payouts: QuerySet[Payout]) -> QuerySet[Payout]:
    """The same with `urgency`: what is being looked into above everything, then what waits."""
    order = (State.UNKNOWN, State.SENDING, State.QUEUED)
    rank = [When(state=state, then=Value(number)) for number, state in enumerate(order)]
    return payouts.annotate(urgency=Case(*rank, default=Value(len(order)), output_field=IntegerField()))


def due_to_send(at: datetime, limit: int) -> list[int]:
    """Numbers of payouts that may go out, oldest first."""
    due = Payout.objects.filter(state=State.QUEUED, due_at__lte=at).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def due_to_look_up(at: datetime, stale: timedelta, limit: int) -> list[int]:
    """Numbers of payouts of which nobody knows whether they went out; those being sent only when that takes too long."""
    open_ones = Q(state=State.UNKNOWN, due_at__lte=at) | Q(state=State.SENDING, asked_at__lte=at - stale)
    due = Payout.objects.filter(open_ones).order_by("due_at", "pk")
    return list(due.values_list("pk", flat=True)[:limit])


def needs_a_person(payout: Payout, at: datetime) -> bool:
    """Whether Stripe has forgotten its key, so that only somebody who has looked may send it again."""
    old = payout.round_at is not None and at - payout.round_at >= SENT_AGAIN_AFTER
    return payout.state == State.UNKNOWN and old


def stuck(at: datetime) -> dict[str, int]:
    """How much of pay does not move, by what is the matter; all zero is well."""
    unknown = Payout.objects.filter(state__in=(State.UNKNOWN, State.SENDING), asked_at__lte=at - LOOKED_INTO_TOO_LONG)
    waiting = Payout.objects.filter(state=State.QUEUED, code__in=OURS, queued_at__lte=at - WAITS_TOO_LONG)
    unread = StripeEvent.objects.filter(state=StripeEvent.State.WAITING, received_at__lte=at - UNREAD_TOO_LONG)
    given_up = StripeEvent.objects.filter(state=StripeEvent.State.GIVEN_UP, received_at__gte=at - timedelta(days=7))
    newest = Reconciliation.objects.order_by("program_id", "-pk").filter(at__gte=at - timedelta(days=2))
    latest: dict[int | None, list[Any]] = {}
    for row in newest:
        latest.setdefault(row.program_id, row.differences)
    return {
        "being_looked_into": unknown.count(), "waiting_for_us": waiting.count(), "messages_unread": unread.count(),
        "messages_given_up": given_up.count(), "differences": sum(len(found) for found in latest.values()),
    }  # fmt: skip


def fundings_of(program: Program) -> QuerySet[Funding]:
    """What was paid into the budget through Checkout, newest first."""
    return Funding.objects.filter(program=program).select_related("asked_by").order_by("-pk")


def rows_for_sheet(payouts: QuerySet[Payout]) -> Any:
    """A heading and a row for each payout."""
    yield ("number", "person", "reward", "amount", "currency", "state", "reason", "queued", "sent", "in the bank",
           "transfer", "taken back")  # fmt: skip
    for one in payouts.select_related("member", "redemption__reward").iterator(chunk_size=500):
        times = [at.isoformat(timespec="seconds") if at else "" for at in (one.queued_at, one.sent_at, one.paid_at)]
        yield (
            one.pk, one.member.in_full, one.redemption.reward.name, one.amount, one.currency, one.state, one.code,
            *times, one.transfer_id, one.reversed_amount,
        )  # fmt: skip


def totals_of(program: Program, member: User) -> list[tuple[str, str]]:
    """What is under way to the member and what was sent, as words, for each currency."""
    rows = Payout.objects.filter(program=program, member=member).values("currency").order_by("currency")
    under_way = Sum("amount", filter=Q(state__in=Payout.OPEN), default=0)
    sent = Sum("amount", filter=Q(state__in=(State.SENT, State.PAID)), default=0)
    summed = rows.annotate(under_way=under_way, sent=sent - Sum("reversed_amount", filter=Q(state__in=(
        State.SENT, State.PAID)), default=0))  # fmt: skip
    return [(in_words(row["under_way"], row["currency"]), in_words(row["sent"], row["currency"])) for row in summed]
