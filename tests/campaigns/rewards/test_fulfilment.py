"""What becomes of a redemption: by whose hands, in which order, and with everything back where nothing came of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.actions import addresses, budget, fulfilment
from campaigns.models import Fulfilment, PostalAddress, RewardCode, Transfer, Treasury
from campaigns.queries import ledger_faults
from cms.actions import messages
from moderation.models import Tie
from record.actions import write
from record.models import Entry
from record.tasks import settle
from sitewide.errors import Refused
from sitewide.models import Letter
from tests.campaigns.rewards.conftest import COST, FUNDED, Shop, state_of
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db
DEAR = {"fair_value": 20_000}
STATE = Fulfilment.State
MOVED = {"paid": Transfer.Kind.PAY, "failed": Transfer.Kind.FALL_BACK, "reversed": Transfer.Kind.RETURN}


def refusal(act, *args, **given) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    return refused.value.code


def by(shop, person=None):
    return {"actor": person or shop.cast.manager, "at": shop.at}


def test_goods_go_from_approval_to_the_door(shop):
    done = shop.sells(shop.offers("goods", **DEAR))
    row = done.fulfilment
    assert row.state == STATE.WAITING
    assert refusal(fulfilment.send, row, carrier="Royal Mail", **by(shop)) == "not_now"
    approved = fulfilment.approve(row, **by(shop))
    assert (approved.state, approved.approved_by) == (STATE.APPROVED, shop.cast.manager)
    fulfilment.prepare(row, **by(shop))
    sent = fulfilment.send(row, carrier=" Royal  Mail ", tracking_url="https://mail.example/1", **by(shop))
    assert (sent.state, sent.carrier) == (STATE.SENT, "Royal Mail")
    assert shop.money() == (FUNDED - COST, 0, COST), "spent when sent"
    assert refusal(fulfilment.cancel, row, member=shop.cast.advocate, at=shop.at) == "too_late"
    assert refusal(fulfilment.arrived, row, member=shop.cast.moderator, at=shop.at) == "not_found"
    fulfilment.arrived(row, member=shop.cast.advocate, at=shop.at)
    assert state_of(done) == STATE.DELIVERED
    assert refusal(fulfilment.fail, row, reason="Lost.", **by(shop)) == "not_now"
    subjects = list(Letter.objects.order_by("pk").values_list("subject", flat=True))
    assert subjects == ["Your reward: A goods", "Approved: A goods", "On its way to you: A goods"]


@pytest.mark.parametrize(
    ("tracking", "carrier", "code"), [("javascript:alert(1)", "X", "bad_link"), ("", " ", "no_carrier")]
)
def test_a_parcel_has_a_carrier_and_a_link_of_the_web_or_none(shop, tracking, carrier, code):
    row = shop.sells(shop.offers("goods")).fulfilment
    assert refusal(fulfilment.send, row, carrier=carrier, tracking_url=tracking, **by(shop)) == code


@pytest.mark.parametrize("act", ["approve", "refuse", "prepare", "send", "deliver", "fail"])
def test_nobody_sees_to_their_own_and_strangers_learn_of_nothing(shop, act):
    """Guards: `for_manager`. I5."""
    words = {"refuse": {"reason": "Not so."}, "fail": {"reason": "Not so."}, "send": {"carrier": "X"}}.get(act, {})
    shop.cast.earned(50, shop.cast.manager)
    own = shop.sells(shop.offers("goods", **DEAR), member=shop.cast.manager).fulfilment
    stranger = manager_of(ProgramFactory(hostname="other.example"))
    does = getattr(fulfilment, act)
    assert refusal(does, own, **words, **by(shop)) == "own"
    for person in (stranger, shop.cast.advocate):
        assert refusal(does, own, **words, **by(shop, person)) == "not_found"


def test_whoever_stands_near_does_not_approve(shop):
    """Guard: `stands_near` in `approve`."""
    row = shop.sells(shop.offers("goods", **DEAR)).fulfilment
    Tie.objects.create(
        program=shop.cast.program, person=shop.cast.manager, kind="household", other=shop.cast.advocate,
        said_by=shop.cast.manager, since=shop.at - timedelta(days=9),
    )  # fmt: skip
    assert refusal(fulfilment.approve, row, **by(shop)) == "near"
    assert fulfilment.approve(row, **by(shop, shop.colleague)).state == STATE.APPROVED


def test_whoever_stands_near_does_not_say_that_a_parcel_was_lost(shop):
    """Guard: `stands_near` in `fail`; without it somebody of the same household has the parcel and the points."""
    row = shop.sells(shop.offers("goods", **DEAR)).fulfilment
    fulfilment.approve(row, **by(shop, shop.colleague))
    Tie.objects.create(
        program=shop.cast.program, person=shop.cast.manager, kind="household", other=shop.cast.advocate,
        said_by=shop.cast.manager, since=shop.at - timedelta(days=9),
    )  # fmt: skip
    fulfilment.send(row, carrier="Royal Mail", **by(shop))
    assert refusal(fulfilment.fail, row, reason="Lost", **by(shop)) == "near"
    assert fulfilment.fail(row, reason="Lost", **by(shop, shop.colleague)).state == STATE.FAILED


def test_the_database_itself_lets_nobody_approve_their_own(shop):
    """Guard: the trigger of 0602_guards_of_rewards."""
    row = shop.sells(shop.offers("goods", **DEAR)).fulfilment
    for sql in (
        f"UPDATE campaigns_fulfilment SET approved_by_id = {shop.cast.advocate.pk} WHERE id = {row.pk}",
        f"DELETE FROM campaigns_fulfilment WHERE id = {row.pk}",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize("kind", ["goods", "experience", "donation", "code"])
@pytest.mark.parametrize("end", ["refused", "cancelled", "failed"])
def test_whatever_ends_without_the_reward_gives_everything_back_once(shop, kind, end):
    """Guards: `_refunded`, `put_back` and `release` in `end_without`, each once by its cause."""
    reward = shop.offers(kind, stock=1, **DEAR)
    done = shop.sells(reward, choice=shop.choice(reward))
    row = done.fulfilment
    if kind == "donation":
        assert row.state == STATE.APPROVED, "worth what it costs"
    if end == "failed":
        if row.state == STATE.WAITING and kind != "code":
            fulfilment.approve(row, **by(shop))
        if kind == "code":
            return
        fulfilment.fail(row, reason="The forge has burnt down.", **by(shop))
    elif end == "refused":
        fulfilment.refuse(row, reason="Not this month.", **by(shop))
    else:
        fulfilment.cancel(row, member=shop.cast.advocate, at=shop.at)
    assert (state_of(done), shop.points(), shop.money()) == (end, 1_000, (FUNDED, 0, 0))
    assert not RewardCode.objects.exclude(kept_for=None).exists()
    assert refusal(fulfilment.cancel, row, member=shop.cast.advocate, at=shop.at) == "too_late"
    assert refusal(fulfilment.refuse, row, reason="Again.", **by(shop)) == "not_now"
    assert shop.points() == 1_000
    assert list(ledger_faults()) == []
    assert shop.sells(reward, choice=shop.choice(reward)).pk, "it can be had again"
    if end != "cancelled":
        assert Letter.objects.filter(subject__startswith="Your points are back").get().text.count("1000 points") == 1


def test_what_was_lost_on_the_way_gives_the_points_back_and_stays_spent(shop):
    reward = shop.offers("goods", stock=1)
    row = shop.sells(reward).fulfilment
    fulfilment.send(row, carrier="Royal Mail", **by(shop))
    fulfilment.fail(row, reason="The parcel was lost.", **by(shop))
    reward.refresh_from_db()
    assert (shop.points(), shop.money(), reward.stock) == (1_000, (FUNDED - COST, 0, COST), 0)


def test_a_code_is_given_with_the_approval(shop):
    done = shop.sells(shop.offers("code", stock=1, **DEAR))
    assert fulfilment.approve(done.fulfilment, **by(shop)).state == STATE.DELIVERED
    assert RewardCode.objects.get().redemption == done
    assert shop.money() == (FUNDED - COST, 0, COST)
    assert "CODE-0" in Letter.objects.get(about="redemption_changed").text


def test_a_date_that_has_begun_is_not_given_back(shop):
    row = shop.sells(shop.offers("experience")).fulfilment
    late = shop.at + timedelta(days=9)
    assert refusal(fulfilment.cancel, row, member=shop.cast.advocate, at=late) == "too_late"


def test_points_that_come_back_are_taken_back_for_what_was_taken_down_meanwhile(cast):
    """Guard: `take_back_rest` in `_refunded`; without it who redeems, is taken down, and cancels keeps the points."""
    Treasury.objects.create(program=cast.program, currency="gbp", value_of_100=100)
    budget.move(Transfer.Kind.FUND, program=cast.program, amount=FUNDED, cause="test", memo="paid in", at=cast.at)
    said = [cast.says(f"Pan {number}", seconds=number) for number in range(3)]
    settle()
    shop = Shop(cast, manager_of(cast.program))
    done = shop.sells(shop.offers("goods"))
    for message in said:
        messages.hide(message, actor=cast.manager, at=cast.at)
    settle()
    assert shop.points() == 0
    fulfilment.cancel(done.fulfilment, member=cast.advocate, at=cast.at)
    assert (shop.points(), list(ledger_faults())) == (0, [])
    for message in said:
        messages.restore(message, actor=cast.manager, at=cast.at)
    settle()
    assert (shop.points(), list(ledger_faults())) == (60, [])


def test_what_a_manager_redeems_waits_for_another_manager(shop):
    """Guard: `priced` in `begin`: whoever sets a price must not be paid by it alone."""
    shop.cast.earned(100, shop.cast.manager)
    row = shop.sells(shop.offers("goods"), member=shop.cast.manager).fulfilment
    assert row.state == STATE.WAITING
    assert refusal(fulfilment.approve, row, **by(shop)) == "own"
    assert fulfilment.approve(row, **by(shop, shop.colleague)).state == STATE.APPROVED


@pytest.mark.usefixtures("paying")
@pytest.mark.parametrize(
    ("told", "state", "points"),
    [
        (["paid"], "delivered", 950), (["failed"], "failed", 1_000), (["paid", "reversed"], "failed", 1_000),
        (["failed", "failed", "paid"], "failed", 1_000),
    ],
)  # fmt: skip
def test_money_follows_what_its_payout_tells(shop, told, state, points):
    """The money moves as the payout moves it before it says so.

    Guard: the state in `paid.handle`; without it the second failure refunds again or stops the reader.
    """
    done = shop.sells(shop.offers("cash"))
    row = done.fulfilment
    assert refusal(fulfilment.cancel, row, member=shop.cast.advocate, at=shop.at) == "too_late"
    assert refusal(fulfilment.deliver, row, **by(shop)) == "not_by_hand"
    settle()
    for word in told:
        if word == told[0] or word == "reversed":
            budget.move(
                MOVED[word], program=shop.cast.program, amount=COST, cause=f"test:{word}", memo="pay", at=shop.at,
                person=shop.cast.advocate,
            )  # fmt: skip
        data = {"redemption": done.pk, "amount": done.cost, "currency": "gbp"}
        with transaction.atomic():
            write(f"payout.{word}", at=shop.at, program=shop.cast.program, subject=done, **data)
        settle()
    assert (state_of(done), shop.points()) == (state, points)
    if state == "failed":
        assert shop.money() == (FUNDED, 0, 0)
    assert Entry.objects.filter(verb=f"redemption.{state}").count() == 1


def test_an_address_is_erased_thirty_days_after_and_before_that_only_by_the_person(shop):
    """Guard: `UNDER_WAY` in `erase_due`: what is still to be sent keeps its address however long it takes."""
    waits, goes = (shop.sells(shop.offers("goods")) for _one in range(2))
    fulfilment.send(goes.fulfilment, carrier="Royal Mail", **by(shop))
    assert addresses.erase_due(at=shop.at + timedelta(days=29)) == 0
    assert addresses.erase_due(at=shop.at + timedelta(days=31)) == 1
    assert [PostalAddress.objects.get(redemption=one).street for one in (waits, goes)] == ["1 Pan Lane", ""]
    assert refusal(addresses.erase, waits.fulfilment, member=shop.cast.advocate, at=shop.at) == "under_way"
    fulfilment.cancel(waits.fulfilment, member=shop.cast.advocate, at=shop.at)
    assert refusal(addresses.erase, waits.fulfilment, member=shop.cast.moderator, at=shop.at) == "not_found"
    addresses.erase(waits.fulfilment, member=shop.cast.advocate, at=shop.at)
    assert not PostalAddress.objects.filter(erased_at=None).exists()
    assert Entry.objects.filter(verb="redemption.address_erased").count() == 2
    assert not [entry for entry in Entry.objects.all() if "Pan Lane" in str(entry.data)], "nothing of it on the record"
