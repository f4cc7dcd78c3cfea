"""One transfer for each payout, whatever Stripe answers or does not answer."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from campaigns import stripe_gateway
from campaigns.actions.payouts import deciding, owing, seeing
from campaigns.models import Payout
from campaigns.paying import sending
from campaigns.queries.payouts import may_pay, said, stuck
from campaigns.stripe_answers import Busy, Refused, Unsure
from record.actions import write
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Refused as No
from sitewide.models import Letter
from tests.campaigns.payouts.conftest import BUDGET, PRICE, Desk, refreshed
from tests.factories import HaltFactory, UserFactory
from tests.fakes.stripe.server import AWAY, BUSY, LIMITED, LOST, SAVED, SAVED_DONE, UNHEARD

pytestmark = pytest.mark.django_db
State = Payout.State


def test_a_reward_that_is_due_becomes_one_transfer(desk: Desk):
    payout = desk.payout()
    assert (desk.holds("owed"), desk.holds("committed")) == (PRICE, 0)
    entry = Entry.objects.get(verb="redemption.due")
    owing.handle(entry)
    assert Payout.objects.count() == 1
    assert desk.pay() == 1
    assert refreshed(payout).state == State.SENT
    [transfer] = desk.stripe.books.transfers
    assert (transfer["amount"], transfer["currency"], transfer["transfer_group"]) == (PRICE, "eur", payout.group)
    assert payout.transfer_id == transfer["id"]
    assert (desk.holds("owed"), desk.holds("paid"), desk.holds("budget")) == (0, PRICE, BUDGET - PRICE)
    assert desk.written(payout) == ["queued", "sending", "sent"]
    assert desk.pay() == 0
    assert len(desk.stripe.books.transfers) == 1


def test_a_reward_in_another_currency_than_the_programs_is_our_mistake(desk: Desk):
    redemption = desk.due()
    with pytest.raises(ValueError, match="another currency"):
        owing.owe(redemption, amount=PRICE, currency="usd", at=desk.at)


@pytest.mark.parametrize("trouble", [LOST, SAVED_DONE])
def test_what_went_out_without_an_answer_is_found_and_never_sent_again(desk: Desk, trouble: str):
    """Guard: `look_up` searches before `take_again`; with a fresh key and no search this pays twice."""
    payout = desk.payout()
    desk.stripe.next = [trouble]
    desk.pay()
    assert refreshed(payout).state == State.UNKNOWN
    desk.wait(minutes=1)
    desk.pay()
    assert refreshed(payout).state == State.SENT
    assert len(desk.stripe.books.transfers) == 1
    assert desk.written(payout) == ["queued", "sending", "unknown", "sent"]


@pytest.mark.parametrize("trouble", [UNHEARD, AWAY, BUSY])
def test_what_never_arrived_is_looked_up_and_then_sent_under_the_same_key(desk: Desk, trouble: str):
    payout = desk.payout()
    desk.stripe.next = [trouble]
    desk.pay()
    key = refreshed(payout).key
    assert payout.state == State.UNKNOWN
    desk.pay()
    assert len(desk.stripe.books.transfers) == 0, "it may still turn up"
    for _minute in range(16):
        desk.wait(minutes=1)
        desk.pay()
    assert refreshed(payout).state == State.SENT
    assert (payout.key, payout.attempts) == (key, 2)
    assert len(desk.stripe.books.transfers) == 1


def test_too_many_requests_only_wait(desk: Desk):
    payout = desk.payout()
    desk.stripe.next = [LIMITED]
    desk.pay()
    assert (refreshed(payout).state, payout.code, payout.round) == (State.QUEUED, "rate_limited", 1)
    assert desk.pay() == 0
    desk.wait(minutes=2)
    desk.pay()
    assert refreshed(payout).state == State.SENT


def test_without_cover_at_stripe_it_waits_and_begins_a_new_round(desk: Desk):
    """Stripe keeps its no by the key for a day: only a new one can succeed once the balance is there."""
    payout = desk.payout()
    desk.stripe.books.balance = 0
    desk.pay()
    assert (refreshed(payout).state, payout.code, payout.round) == (State.QUEUED, "balance_insufficient", 2)
    desk.stripe.books.balance = PRICE
    desk.wait(hours=7)
    assert stuck(desk.at)["waiting_for_us"] == 1
    desk.pay()
    assert refreshed(payout).state == State.SENT
    assert payout.key.endswith("-2")


def test_a_definite_no_ends_it_and_gives_the_money_back_to_the_reward(desk: Desk):
    payout = desk.payout()
    account = desk.advocate.pay_accounts.get()
    desk.stripe.books.stand(account.stripe_id, "restricted", tell=False)
    desk.pay()
    assert refreshed(payout).state == State.FAILED
    assert payout.code == "insufficient_capabilities_for_transfer"
    assert "insufficient_capabilities_for_transfer" in str(said(payout))
    assert (desk.holds("owed"), desk.holds("committed"), desk.holds("budget")) == (0, PRICE, BUDGET - PRICE)
    failed = Entry.objects.get(verb="payout.failed")
    told = {"redemption": payout.redemption_id, "amount": PRICE, "currency": "eur"}
    assert failed.data == told | {"code": payout.code}
    assert desk.pay() == 0


def test_a_transfer_that_turns_up_for_what_failed_moves_nothing_and_is_marked(desk: Desk):
    payout = desk.payout()
    desk.pay()
    told = stripe_gateway.transfers_of(refreshed(payout).group)[0]
    other = desk.payout()
    deciding.withdraw(other, reason="Wrong person", actor=desk.manager, at=desk.at)
    seeing.see(other.pk, told, at=desk.at)
    assert (refreshed(other).state, other.code) == (State.FAILED, "mismatch")
    assert desk.holds("paid") == PRICE


def test_a_saved_error_is_never_answered_with_another_key_within_the_day(desk: Desk):
    """Stripe replays the 500 for a day and then forgets the key; from then on only a person who has looked may decide.

    Guard: `take_again` ends before `SENT_AGAIN_AFTER`; without that, the forgotten key is sent and pays unseen.
    """
    payout = desk.payout()
    desk.stripe.next = [SAVED]
    desk.pay()
    for _hour in range(30):
        desk.wait(hours=1)
        desk.pay()
    assert (refreshed(payout).state, payout.round) == (State.UNKNOWN, 1)
    assert desk.stripe.books.transfers == []
    assert stuck(desk.at)["being_looked_into"] == 1
    about = {"reason": "Looked: it is not there", "actor": desk.manager}
    desk.wait(hours=2)
    with pytest.raises(No, match="Look it up"):
        deciding.send_again(payout, at=desk.at, **about)
    sending.look_up(payout.pk, clock=desk.clock)
    with pytest.raises(No) as own:
        deciding.send_again(payout, reason="Because", actor=desk.advocate, at=desk.at)
    assert own.value.status == 404
    deciding.send_again(payout, at=desk.at, **about)
    desk.pay()
    assert refreshed(payout).state == State.SENT
    assert len(desk.stripe.books.transfers) == 1


def test_within_the_day_nobody_sends_again_or_withdraws_what_is_in_doubt(desk: Desk):
    payout = desk.payout()
    desk.stripe.next = [UNHEARD]
    desk.pay()
    about = {"reason": "In a hurry", "actor": desk.manager, "at": desk.at}
    for act in (deciding.send_again, deciding.withdraw):
        with pytest.raises(No) as refused:
            act(refreshed(payout), **about)
        assert refused.value.code == "not_yet"
    with pytest.raises(No) as silent:
        deciding.withdraw(payout, reason=" ", actor=desk.manager, at=desk.at)
    assert silent.value.code == "reason_missing"


@pytest.mark.parametrize("status", ["pending", "restricted", "none"])
def test_it_waits_for_an_account_and_goes_out_as_soon_as_that_is_ready(bare: Desk, status: str):
    payout = bare.payout()
    if status != "none":
        bare.account(status=status)
    bare.pay()
    wanted = {"none": "no_account", "pending": "not_ready", "restricted": "not_ready"}[status]
    assert (refreshed(payout).state, payout.code) == (State.QUEUED, wanted)
    bare.wait(seconds=1)
    bare.account()
    bare.pay()
    assert refreshed(payout).state == State.SENT


def test_pay_stops_while_it_or_the_program_or_the_person_is_halted(desk: Desk):
    payout = desk.payout()
    deciding.halt_pay(desk.program, reason="An odd week", actor=desk.manager, at=desk.at)
    desk.pay()
    assert (refreshed(payout).state, payout.code) == (State.QUEUED, "halted")
    for act in (deciding.halt_pay, deciding.resume_pay):
        given = {"reason": "Again"} if act is deciding.halt_pay else {}
        with pytest.raises(No):
            act(desk.program, actor=UserFactory(), at=desk.at, **given)
    with pytest.raises(No, match="halted already"):
        deciding.halt_pay(desk.program, reason="Again", actor=desk.manager, at=desk.at)
    deciding.resume_pay(desk.program, actor=desk.manager, at=desk.at)
    with pytest.raises(No, match="not halted"):
        deciding.resume_pay(desk.program, actor=desk.manager, at=desk.at)
    halt = HaltFactory(program=desk.program, level="person", person=desk.advocate)
    assert may_pay(payout, desk.at) == "halted"
    halt.delete()
    desk.pay()
    assert refreshed(payout).state == State.SENT


def test_without_a_key_nothing_is_sent_and_it_says_so(desk: Desk, settings):
    payout = desk.payout()
    settings.TABARD_STRIPE_KEY = ""
    assert desk.pay() == 0
    assert may_pay(refreshed(payout), desk.at) == "switched_off"


def test_the_gateway_tells_no_from_not_now_from_nobody_knows(desk: Desk, settings):
    given = {"key": "k", "group": "g", "amount": 5, "currency": "eur", "destination": "acct_nobody", "about": {}}
    with pytest.raises(Refused, match="resource_missing"):
        stripe_gateway.send(**given)
    with pytest.raises(Unsure, match="idempotency"):
        stripe_gateway.send(**given | {"amount": 6})
    with transaction.atomic(), pytest.raises(RuntimeError):
        stripe_gateway.send(**given)
    settings.TABARD_STRIPE_KEY = "nobody"
    with pytest.raises(Busy, match="key_refused"):
        stripe_gateway.send(**given)


def test_a_payout_never_goes_back_and_never_changes_what_it_is_about(desk: Desk):
    """Guards: the triggers `payout_moves_forward`, `payout_keeps_what_was_agreed` and `payout_stays`."""
    payout = desk.payout()
    desk.pay()
    mine = Payout.objects.filter(pk=payout.pk)
    for wrong in ({"state": "queued"}, {"state": "failed"}, {"amount": 1}, {"transfer_id": "tr_other"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            mine.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        mine.delete()


def test_the_consumer_is_subscribed(desk: Desk):
    desk.due()
    settle()
    assert Payout.objects.get().state == State.QUEUED


def test_the_person_is_told_once_to_set_up_their_account_and_that_the_money_is_sent(bare: Desk, client: Client) -> None:
    """Guard: `_is_first`; a payout is queued again after each try that came to nothing."""
    payout = bare.payout(amount=1_234)
    client.force_login(bare.advocate)
    assert "12.34 EUR waits for you" in client.get("/portal/").content.decode()
    bare.account()
    settle()
    bare.pay()
    settle()
    letters = Letter.objects.filter(about="payout_news", member=bare.advocate).order_by("pk")
    assert [one.subject.partition(":")[0] for one in letters] == ["Say where you want to be paid", "Your money is sent"]
    assert "12.34 EUR is kept for you" in letters[0].text
    write("payout.queued", at=bare.at, program=bare.program, subject=payout)
    settle()
    assert letters.count() == 2
    assert "EUR waits for you" not in client.get("/portal/").content.decode()
