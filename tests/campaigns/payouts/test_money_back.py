"""What comes back, goes elsewhere or differs: payments refunded and disputed, transfers reversed late, accounts left."""

import pytest

from campaigns import stripe_gateway
from campaigns.actions import funding
from campaigns.actions.budget import move
from campaigns.actions.payouts import clearing, deciding, sending
from campaigns.models import Funding, OddTransfer, Payout, Reconciliation, StripeEvent
from campaigns.paying import accounts, reading, reconciling
from campaigns.paying import sending as paying
from campaigns.queries import ledger_faults
from campaigns.queries.payouts import stuck
from campaigns.queries.treasury import available, points_short, shortfall_of
from sitewide.errors import Refused
from tests.campaigns.payouts.conftest import BUDGET, PRICE, Desk, refreshed
from tests.factories import UserFactory, manager_of
from tests.fakes.stripe.server import LIMITED, UNHEARD
from tests.refusing import refusal

pytestmark = pytest.mark.django_db
State = Payout.State


def paid_in(desk: Desk, amount: int, *, tell: bool = True) -> str:
    """A payment through Checkout; answers its id at Stripe."""
    row = funding.ask(desk.program, amount=amount, actor=desk.manager, at=desk.at)
    session = stripe_gateway.open_checkout(
        key=f"funding-{row.uid.hex}", reference=row.uid.hex, amount=amount, currency="eur", title="Budget",
        back="https://tabard.example/admin/", email="m@example.com",
    )  # fmt: skip
    desk.stripe.books.pay_session(session.id)
    if tell:
        desk.tell(desk.stripe.books.events[-1])
        assert Funding.objects.get(pk=row.pk).state == "paid"
    return str(desk.stripe.books.rows[session.id]["payment_intent"])


def stands(desk: Desk) -> tuple[int, int]:
    """The free budget, and what is missing."""
    assert list(ledger_faults()) == []
    return desk.holds("budget"), shortfall_of(desk.program)


def test_what_goes_back_of_a_payment_leaves_the_budget_or_is_missing_from_it(desk: Desk):
    """Guards: `see_money_back` asks how much it is now, so that no order of messages matters; `_withdraw` stops at what
    the budget has; `shortfall_of` in `available`."""
    books, about = desk.stripe.books, {"program": desk.program, "memo": "", "at": desk.at}
    payment = paid_in(desk, 50_000)
    move("commit", amount=BUDGET + 40_000, cause="promised", **about)
    refund = books.refund(payment, 30_000)
    created, charge = books.events[-2:]
    desk.tell(charge, created, charge, dict(created, id="evt_again"))
    assert stands(desk) == (0, 20_000)
    assert (available(desk.program), points_short(desk.program)) == (-20_000, True)
    assert stuck(desk.at)["shortfalls"] == 1
    move("release", amount=25_000, cause="freed", **about)
    reading.read(clock=desk.clock)
    assert stands(desk) == (5_000, 0)
    dispute = books.dispute(payment, 20_000)
    desk.tell(*books.events[-2:])
    assert stands(desk) == (0, 15_000)
    books.dispute_ends(dispute["id"], "won")
    books.refund_fails(refund["id"])
    desk.tell(*reversed(books.events[-3:]))
    assert stands(desk) == (35_000, 0)
    early = paid_in(desk, 9_000, tell=False)
    completed = books.events[-1]
    books.refund(early, 4_000)
    desk.tell(books.events[-1], completed)
    assert stands(desk) == (40_000, 0)


def test_what_no_message_told_is_found_at_night_however_old_it_is(desk: Desk):
    """Beyond one page of Stripe's list. Guard: `_missed`; the transfers that are listed are those of the last days."""
    books = desk.stripe.books
    payment = paid_in(desk, 50_000)
    payout = desk.payout()
    desk.pay()
    desk.wait(days=20)
    books.reverse(refreshed(payout).transfer_id, PRICE)
    books.refund(payment, 50_000)
    for _number in range(101):
        books.event("transfer.updated", books.transfers[0] | {"transfer_group": "of somebody else"})
    reconciling.reconcile(clock=desk.clock)
    assert (refreshed(payout).state, desk.holds("budget")) == (State.REVERSED, BUDGET)
    assert not StripeEvent.objects.exclude(state="done").exists()


def test_a_bank_that_sends_back_what_had_arrived_is_seen_at_night(desk: Desk):
    payout = desk.payout()
    desk.pay()
    row = desk.stripe.books.to_bank(refreshed(payout).destination)
    reconciling.reconcile(clock=desk.clock)
    assert refreshed(payout).state == State.PAID
    desk.stripe.books.bank_sends_back(row, payout.destination)
    desk.wait(days=1)
    reconciling.reconcile(clock=desk.clock)
    assert (refreshed(payout).state, payout.code) == (State.PAID, "bank_returned")


def test_a_transfer_that_differs_is_cleared_up_by_two_managers(desk: Desk):
    """Guards: `_must_be_looked_up` asks for what differs; `_must_be_another` and `_decided`, backed by the database."""
    payout = desk.payout()
    desk.stripe.next = [UNHEARD]
    desk.pay()
    wrong = {"key": "by hand", "group": refreshed(payout).group, "currency": "eur", "about": {}}
    stripe_gateway.send(amount=PRICE + 1, destination=payout.destination, **wrong)
    desk.wait(minutes=1)
    desk.pay()
    odd = OddTransfer.objects.get()
    assert (refreshed(payout).state, payout.code, odd.amount) == (State.UNKNOWN, "mismatch", PRICE + 1)
    assert payout.due_at > desk.at, "it is not searched for at once again"
    desk.wait(hours=25)
    paying.look_up(payout.pk, clock=desk.clock)
    second, now = manager_of(desk.program), {"at": desk.at}
    for act in (deciding.withdraw, deciding.send_again):
        with pytest.raises(Refused) as refused:
            act(payout, reason="Wrong", actor=desk.manager, **now)
        assert refused.value.code == "differs"
    with pytest.raises(Refused) as stranger:
        clearing.ask(odd, reason="Mine", actor=UserFactory(), **now)
    assert stranger.value.status == 404
    with pytest.raises(Refused, match="what became"):
        clearing.ask(odd, reason=" ", actor=desk.manager, **now)
    clearing.ask(odd, reason="Sent by hand and reversed there", actor=desk.manager, **now)
    with pytest.raises(Refused) as alone:
        clearing.confirm(odd, actor=desk.manager, **now)
    assert alone.value.code == "same_person"
    clearing.refuse(odd, reason="It was not reversed", actor=second, **now)
    clearing.ask(odd, reason="Now it is", actor=second, **now)
    clearing.confirm(odd, actor=desk.manager, **now)
    assert refusal(lambda: clearing.confirm(odd, actor=desk.manager, **now)) == "answered"
    desk.wait(hours=1)
    paying.look_up(payout.pk, clock=desk.clock)
    deciding.withdraw(payout, reason="It never went out as it should", actor=desk.manager, at=desk.at)
    assert (refreshed(payout).state, desk.holds("paid"), desk.holds("owed")) == (State.FAILED, 0, 0)
    reconciling.reconcile(clock=desk.clock)
    assert refreshed(payout).code == "not_found"
    assert Reconciliation.objects.get(program=desk.program).differences == []


def test_pay_follows_the_account_that_it_was_sent_to_when_the_person_has_another(desk: Desk):
    """By message and at night. Guard: the destination of the payout is asked for, not the account of today; and a round
    that was begun keeps where it goes, for its key stands for that."""
    first, second, third = desk.payout(), desk.payout(), desk.payout()
    desk.stripe.next = ["", "", LIMITED]
    desk.pay()
    old = refreshed(first).destination
    desk.stripe.books.rows[old]["closed"] = True
    desk.wait(minutes=1)
    accounts.refresh(desk.advocate.pay_accounts.get(), clock=desk.clock)
    account = desk.account()
    assert account.stripe_id != old
    order = sending.take(third.pk, at=desk.at)
    assert order is not None
    assert (order.destination, order.key) == (old, refreshed(third).key)
    lines = desk.stripe.books.lines[old]
    later = [lines.pop() for line in list(lines) if line["source"] == refreshed(second).arrival_id]
    desk.stripe.books.to_bank(old)
    desk.tell(desk.stripe.books.events[-1])
    assert (refreshed(first).state, refreshed(second).state) == (State.PAID, State.SENT)
    lines += later
    desk.stripe.books.to_bank(old)
    reconciling.reconcile(clock=desk.clock)
    assert refreshed(second).state == State.PAID


def test_nights_that_nobody_compared_are_an_alarm(desk: Desk, settings):
    desk.payout()
    assert stuck(desk.at)["nights_missed"] == 0
    desk.wait(hours=37)
    assert stuck(desk.at)["nights_missed"] == 1
    reconciling.reconcile(clock=desk.clock)
    assert stuck(desk.at)["nights_missed"] == 0
    desk.wait(hours=37)
    assert stuck(desk.at)["nights_missed"] == 1
    settings.TABARD_STRIPE_KEY = ""
    assert stuck(desk.at)["nights_missed"] == 0
