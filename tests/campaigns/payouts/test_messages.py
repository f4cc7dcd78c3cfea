"""Messages from Stripe: believed only when signed, of our mode and from whom they may come; in any order, any number of times."""

import json
import random
import time

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from campaigns import stripe_gateway
from campaigns.actions import funding
from campaigns.models import Fulfilment, Funding, PayAccount, Payout, StripeEvent
from campaigns.models.payout import in_words
from campaigns.paying import reading
from campaigns.queries.payouts import stuck
from campaigns.stripe_facts import facts_of, is_heard
from record.tasks import settle
from sitewide.errors import Refused
from tests.campaigns.payouts.conftest import BUDGET, PRICE, Desk, hook, refreshed
from tests.corpora import entries
from tests.factories import UserFactory
from tests.fakes.stripe import OLDER, signature, signed
from tests.fakes.stripe.document import VERSION
from tests.fakes.stripe.server import LOST

pytestmark = pytest.mark.django_db
State = Payout.State


def sent(desk: Desk) -> Payout:
    payout = desk.payout()
    desk.pay()
    return refreshed(payout)


def test_what_reached_the_bank_is_paid_and_what_came_back_says_so(desk: Desk):
    first, second = sent(desk), sent(desk)
    account = PayAccount.objects.get().stripe_id
    desk.stripe.books.to_bank(account)
    assert desk.tell(desk.stripe.books.events[-1]) == [200]
    assert {refreshed(first).state, refreshed(second).state} == {State.PAID}
    assert desk.written(first) == ["queued", "sending", "sent", "paid"]
    third = sent(desk)
    desk.stripe.books.to_bank(account, status="failed")
    desk.tell(desk.stripe.books.events[-1])
    assert (refreshed(third).state, third.code) == (State.SENT, "bank_returned")
    assert refreshed(first).code == ""


def test_what_is_taken_back_comes_back_to_the_last_cent_and_only_once(desk: Desk):
    payout = sent(desk)
    desk.stripe.books.reverse(payout.transfer_id, 1_000)
    desk.stripe.books.reverse(payout.transfer_id, PRICE - 1_000)
    created, partly, wholly = desk.stripe.books.events[-3:]
    desk.tell(partly)
    assert (refreshed(payout).state, payout.code) == (State.SENT, "partly_reversed")
    assert (desk.holds("committed"), desk.holds("budget")) == (0, BUDGET - PRICE + 1_000)
    desk.tell(wholly, partly, created, wholly)
    assert (refreshed(payout).state, payout.reversed_amount) == (State.REVERSED, PRICE)
    assert (desk.holds("paid"), desk.holds("committed"), desk.holds("budget")) == (0, 0, BUDGET)
    assert desk.written(payout)[-1] == "reversed"


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    order=some.permutations(range(6)), lost=some.booleans(), returned=some.booleans(),
    back=some.sampled_from([(), (700,), (700, PRICE - 700), (PRICE,)]),
)  # fmt: skip
def test_any_order_of_messages_comes_to_the_same_end(desk: Desk, order, lost, returned, back):
    """Messages of one payout in any order, some of them twice, while its answer may have been lost and the reward's side
    reads in between: one state, one mark, one budget.

    Guards: `Payout.TRANSITIONS`; `see`, which takes the largest amount taken back; `known_of`, which asks what is known
    instead of what came last; `_brought_back`, without which what was reversed in parts is released twice; and in
    `_bank`, that a message waits while a payout of the account is in doubt.
    """
    books, before = desk.stripe.books, len(desk.stripe.books.events)
    held = {kind: desk.holds(kind) for kind in ("budget", "committed", "owed", "paid")}
    payout = desk.payout()
    Fulfilment.objects.create(redemption=payout.redemption, state=Fulfilment.State.PREPARING, changed_at=desk.at)
    desk.stripe.next = [LOST] if lost else []
    desk.pay()
    transfer = books.transfers[-1]
    to_bank = books.to_bank(transfer["destination"])
    if returned:
        books.bank_sends_back(to_bank, transfer["destination"])
    for part in back:
        books.reverse(transfer["id"], part)
    events = books.events[before:]
    for place in order:
        assert desk.tell(events[place % len(events)]) == [200]
        if place % 2:
            settle()
    desk.wait(minutes=5)
    desk.pay()
    reading.read(clock=desk.clock)
    settle()
    gone = sum(back)
    mark = "bank_returned" if returned else "partly_reversed" if gone else ""
    wanted = (State.REVERSED, "") if gone == PRICE else (State.PAID, mark)
    assert (refreshed(payout).state, payout.code, payout.reversed_amount) == (*wanted, gone)
    moved = {kind: desk.holds(kind) - amount for kind, amount in held.items()}
    assert moved == {"budget": gone - PRICE, "committed": 0, "owed": 0, "paid": PRICE - gone}
    assert payout.redemption.fulfilment.state == ("failed" if gone == PRICE else "delivered")
    assert len([row for row in books.transfers if row["transfer_group"] == payout.group]) == 1


def test_only_what_our_secrets_signed_lately_is_believed(desk: Desk):
    payout = sent(desk)
    body, good = signed(desk.stripe.books.events[-1])
    old = int(time.time()) - 400
    for header in (
        "",
        "t=1",
        "v1=x",
        signature(body, secret="whsec_x"),
        signature(body, at=old),
        good.replace("v1", "v0"),
    ):
        assert hook(body, header) == 400, header
    assert hook(body + b" ", good) == 400
    assert StripeEvent.objects.count() == 0
    assert hook(body, signature(body, secret=OLDER)) == 200
    assert hook(body, good) == 200
    assert StripeEvent.objects.count() == 1
    assert refreshed(payout).state == State.SENT
    assert hook(b"x" * 400_000, "") == 413
    assert Client().get("/hooks/stripe/").status_code == 405


def test_some_hundred_mutants_of_signed_messages_change_nothing_and_break_nothing(desk: Desk):
    """First with the signature of the message before it was changed, then with one of its own: shape and sense are looked
    at, too. Guard: `is_signed`; without it the first half is stored."""
    payout, dice = sent(desk), random.Random(5)
    body, header = signed(desk.stripe.books.events[-1])
    for _number in range(150):
        assert hook(mutant(body, dice), header) == 400
    assert StripeEvent.objects.count() == 0
    for _number in range(150):
        changed = mutant(body, dice)
        assert hook(changed, signature(changed)) in {200, 400}
    reading.read(clock=desk.clock)
    assert (refreshed(payout).state, payout.amount, desk.holds("paid")) == (State.SENT, PRICE, PRICE)


def mutant(body: bytes, dice: random.Random) -> bytes:
    """The message with something else in one place: a byte, or a value of another type."""
    if dice.random() < 0.4:
        place = dice.randrange(len(body))
        return body[:place] + bytes([(body[place] + dice.randrange(1, 255)) % 256]) + body[place + 1 :]
    told = json.loads(body)
    inner = dice.choice([told, told["data"], told["data"]["object"]])
    name = dice.choice(sorted(inner))
    others = [None, "", -1, 10**30, [], {}, "acct_other", True, 1.5, [[]], {"id": 4}, "tr_\0", {"id": "\ud800"}]
    inner[name] = dice.choice([each for each in others if each != inner[name]])
    return json.dumps(told).encode()


def test_other_modes_other_accounts_and_other_kinds_are_answered_and_forgotten(desk: Desk):
    """A connected account may tell of its own bank, never of our transfers. Guard: `is_heard`."""
    payout = sent(desk)
    row = dict(desk.stripe.books.rows[payout.transfer_id], amount_reversed=PRICE, reversed=True)
    foreign = desk.stripe.books.event("transfer.reversed", row, account="acct_evil")
    live = desk.stripe.books.event("transfer.reversed", row) | {"livemode": True}
    other = desk.stripe.books.event("customer.created", {"object": "customer"})
    assert desk.tell(foreign, live, other) == [200, 200, 200]
    assert StripeEvent.objects.count() == 0
    assert refreshed(payout).state == State.SENT
    lying = dict(row, id="tr_other")
    desk.tell(desk.stripe.books.event("transfer.reversed", lying))
    assert (refreshed(payout).state, payout.code, desk.holds("paid")) == (State.SENT, "mismatch", PRICE)
    stranger = desk.stripe.books.event("transfer.created", dict(row, transfer_group="tabard-" + "0" * 32))
    desk.tell(stranger)
    assert StripeEvent.objects.get(event_id=stranger["id"]).outcome == "not ours"


def test_an_account_is_asked_for_when_stripe_says_that_it_changed(desk: Desk):
    account = PayAccount.objects.get()
    desk.stripe.books.stand(account.stripe_id, "restricted", wanted=["individual.id_number"])
    desk.wait(minutes=1)
    desk.tell(desk.stripe.books.events[-1])
    account.refresh_from_db()
    assert (account.state, account.wanted) == (PayAccount.State.ASKED, "individual.id_number")
    assert "email" not in json.dumps(list(StripeEvent.objects.values_list("facts", flat=True)))


def test_a_message_that_cannot_be_worked_off_is_put_off_and_in_the_end_given_up(desk: Desk, settings):
    account = PayAccount.objects.get()
    desk.stripe.books.stand(account.stripe_id, "active")
    settings.TABARD_STRIPE_API_BASE = "http://127.0.0.1:9"
    desk.tell(desk.stripe.books.events[-1])
    event = StripeEvent.objects.get()
    assert (event.state, event.attempts) == ("waiting", 1)
    for _day in range(12):
        desk.wait(days=1)
        reading.read(clock=desk.clock)
    event.refresh_from_db()
    assert event.state == "given_up"
    assert stuck(event.received_at)["messages_given_up"] == 1


def test_money_paid_in_counts_once_and_only_as_it_was_asked_for(desk: Desk):
    with pytest.raises(Refused, match="at least"):
        funding.ask(desk.program, amount=99, actor=desk.manager, at=desk.at)
    with pytest.raises(Refused) as stranger:
        funding.ask(desk.program, amount=500, actor=UserFactory(), at=desk.at)
    assert stranger.value.status == 404
    row = funding.ask(desk.program, amount=50_000, actor=desk.manager, at=desk.at)
    about = {"key": f"funding-{row.uid.hex}", "reference": row.uid.hex, "amount": 50_000, "currency": "eur"}
    session = stripe_gateway.open_checkout(
        title="Budget", back="https://tabard.example/admin/", email="m@example.com", **about
    )
    desk.stripe.books.pay_session(session.id)
    paid = desk.stripe.books.events[-1]
    less = json.loads(json.dumps(paid)) | {"id": "evt_less"}
    less["data"]["object"]["amount_total"] = 49_999
    desk.tell(less)
    assert Funding.objects.get().state == "asked"
    again = dict(paid, id="evt_again")
    desk.tell(paid, again, paid)
    assert Funding.objects.get().state == "paid"
    assert desk.holds("budget") == BUDGET + 50_000
    assert str(row) == in_words(50_000, "eur") == "500.00 EUR"


def test_the_requests_are_of_the_version_that_they_are_checked_against():
    assert stripe_gateway.API_VERSION == VERSION


def test_stripes_own_sample_objects_are_read_and_ours_have_their_fields(desk: Desk):
    """Guard: the fake; a field that Stripe writes and the fake does not is one that we could never have seen."""
    samples = {each["name"]: each["payload"] for each in entries("stripe_fixtures/dev/resources.json")}
    sent(desk)
    books = desk.stripe.books
    made = {"transfer": books.transfers[0], "payout": books.to_bank(books.transfers[0]["destination"])}
    made["event"] = books.events[-1]
    made["balance_transaction"] = books.lines[""][0]
    for name, row in made.items():
        assert set(samples[name]) - set(row) <= {"account", "api_version"}, name
    for name, kind in (("transfer", "transfer.created"), ("checkout.session", "checkout.session.completed")):
        assert is_heard(kind, "")
        assert facts_of(samples["event"] | {"type": kind, "data": {"object": samples[name]}})["id"]


def test_where_people_are_sent_is_stripes_own(settings):
    settings.TABARD_STRIPE_API_BASE = ""
    assert stripe_gateway.may_go_to("https://connect.stripe.com/setup/e/acct_1/x")
    for foreign in ("http://connect.stripe.com/", "https://connect.stripe.com.evil.example/", "https://x@connect.stripe.com/",
                    "https://connect.stripe.com:8443/", "//connect.stripe.com/", "javascript:alert(1)"):  # fmt: skip
        assert not stripe_gateway.may_go_to(foreign), foreign
