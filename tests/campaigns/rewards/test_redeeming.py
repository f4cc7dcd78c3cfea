"""Each kind of reward asks what it needs, takes from its stock, and sets its cost aside in the budget."""

from datetime import timedelta

import pytest

from campaigns.actions import supply
from campaigns.actions.catalogue import Terms, offer
from campaigns.actions.choosing import Address, Choice
from campaigns.actions.fulfilment import cancel
from campaigns.models import Redemption, RewardCode, RewardDate, Treasury
from record.models import Entry
from sitewide.errors import Conflict, Invalid, Refused
from tests.campaigns.rewards.conftest import FUNDED, HOME, state_of
from tests.factories import EnrolmentFactory, UserFactory

pytestmark = pytest.mark.django_db
KINDS = {
    "code": "delivered",
    "goods": "approved",
    "experience": "approved",
    "donation": "approved",
    "cash": "preparing",
}


def refusal(shop, reward, **given) -> str:
    """The code, and that nothing has moved."""
    before = (shop.points(), shop.money(), Redemption.objects.count())
    with pytest.raises(Refused) as refused:
        shop.sells(reward, **given)
    assert (shop.points(), shop.money(), Redemption.objects.count()) == before
    return refused.value.code


@pytest.mark.usefixtures("paying")
def test_every_kind_takes_points_sets_its_cost_aside_and_stands_where_it_should(shop):
    """Guard: `budgeted("commit")` in `_set_aside`; without it the free budget stays what it was."""
    for count, (kind, state) in enumerate(KINDS.items(), 1):
        done = shop.sells(shop.offers(kind))
        assert (state_of(done), done.cost, done.currency) == (state, 1_500, "gbp")
        assert shop.points() == 1_000 - 50 * count
    assert shop.money() == (FUNDED - 5 * 1_500, 4 * 1_500, 1_500), "a code is spent at once"
    due = Entry.objects.get(verb="redemption.due")
    assert due.data == {"amount": 1_500, "currency": "gbp"}
    assert due.subject_id == Redemption.objects.get(reward__kind="cash").pk


def test_what_was_chosen_stays_with_the_redemption(shop):
    goods, day, gift = (shop.sells(shop.offers(kind)) for kind in ("goods", "experience", "donation"))
    assert (goods.address.street, goods.address.country, goods.country) == ("1 Pan Lane", "GB", "GB")
    assert (RewardDate.objects.get().taken, day.cause) == (1, "")
    assert (gift.cause, hasattr(gift, "address")) == ("The soup kitchen", False)


def test_a_choice_that_is_missing_or_does_not_fit_is_refused(shop):
    goods, day, gift = shop.offers("goods", countries=("GB",)), shop.offers("experience"), shop.offers("donation")
    abroad = Address(**{name: getattr(HOME, name) for name in Address.__slots__} | {"country": "FR"})
    assert refusal(shop, goods, choice=Choice()) == "no_address"
    assert refusal(shop, goods, choice=Choice(address=Address("", "x", "y", "GB"))) == "no_address"
    assert refusal(shop, goods, choice=Choice(address=abroad)) == "not_sent_there"
    assert refusal(shop, day, choice=Choice()) == "no_date"
    assert refusal(shop, day, choice=Choice(date=10_000)) == "date_gone"
    assert refusal(shop, gift, choice=Choice(cause="My holiday")) == "no_cause"
    assert refusal(shop, shop.offers("code", countries=("GB",)), choice=Choice()) == "no_country"


@pytest.mark.parametrize(
    ("kind", "code"), [("goods", "out_of_stock"), ("experience", "date_gone"), ("code", "out_of_stock")]
)
def test_the_last_one_is_the_last(shop, kind, code):
    """Guard: the condition of the guarded statements in `take_one`."""
    reward = shop.offers(kind, stock=1)
    shop.sells(reward)
    assert refusal(shop, reward) == code


def test_a_date_that_is_over_is_not_to_be_had(shop):
    reward = shop.offers("experience")
    assert refusal(shop, reward, at=shop.at + timedelta(days=10)) == "date_gone"


def test_nothing_is_promised_beyond_the_budget(shop):
    """Guard: `commit` moves from the budget, whose balance is never below zero."""
    reward = shop.offers("goods", stock=100, cost=40_000, fair_value=0)
    Treasury.objects.update(approval_above=1_000_000)
    shop.sells(reward)
    shop.sells(reward)
    assert refusal(shop, reward) == "budget_short"
    reward.refresh_from_db()
    assert reward.stock == 98, "the piece is back"


def test_who_may_get_it_is_asked_rule_by_rule(shop):
    """Guard: `bars` in `redeem`. Each rule refuses with its own code, and lets through who meets it."""
    soon, past = shop.at + timedelta(days=1), shop.at - timedelta(days=1)
    rules = {
        "not_begun": {"starts_at": soon}, "over": {"ends_at": past}, "too_new": {"enrolled_days": 400},
        "lifetime": {"lifetime_points": 1_001},
    }  # fmt: skip
    for code, rule in rules.items():
        assert refusal(shop, shop.offers("donation", **rule)) == code
    outsider = UserFactory()
    shop.cast.earned(100, outsider)
    for rule in ({"enrolled_only": True}, {"enrolled_days": 1}):
        assert refusal(shop, shop.offers("donation", **rule), member=outsider) == "not_enrolled"
    assert shop.sells(shop.offers("donation", enrolled_only=True, lifetime_points=1_000)).pk
    EnrolmentFactory(program=shop.cast.program, member=outsider)
    assert shop.sells(shop.offers("donation", enrolled_only=True), member=outsider).pk


def test_a_person_gets_only_so_many_in_a_time_and_refunded_ones_do_not_count(shop):
    """Guard: `_of_limit`, below the account's lock."""
    reward = shop.offers("goods", stock=9, per_person=2, per_days=30)
    first = shop.sells(reward, at=shop.at - timedelta(days=31))
    second = shop.sells(reward)
    shop.sells(reward)
    assert refusal(shop, reward) == "limit", "the first is longer ago"
    cancel(second.fulfilment, member=shop.cast.advocate, at=shop.at)
    assert shop.sells(reward).pk != first.pk


def test_money_is_not_to_be_had_where_payouts_are_not_set_up(shop, settings):
    settings.TABARD_STRIPE_KEY = ""
    assert refusal(shop, shop.offers("cash")) == "no_payouts"


def test_what_costs_money_is_not_offered_without_a_currency(cast):
    with pytest.raises(Conflict) as refused:
        offer(cast.program, Terms("A pan", 50, kind="goods", cost=5), actor=cast.manager, at=cast.at)
    assert refused.value.code == "no_treasury"


def test_terms_that_make_no_sense_are_refused(shop):
    for kind, terms, code in (
        ("donation", {"causes": ()}, "no_causes"), ("cash", {"cost": 0}, "no_amount"),
        ("goods", {"countries": ("XX",)}, "no_country"), ("goods", {"per_days": 3}, "no_limit"),
        ("goods", {"cost": -1}, "bad_amount"), ("goods", {"starts_at": shop.at, "ends_at": shop.at}, "no_time"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            shop.offers(kind, **terms)
        assert refused.value.code == code


def test_the_stock_never_goes_below_what_people_have(shop):
    goods, day = shop.offers("goods"), shop.offers("experience")
    shop.sells(day)
    about = {"actor": shop.cast.manager, "at": shop.at}
    with pytest.raises(Conflict):
        supply.restock(goods, pieces=-4, **about)
    assert supply.restock(goods, pieces=-3, **about) == 0
    date = RewardDate.objects.get(reward=day)
    shop.sells(day)
    with pytest.raises(Conflict) as refused:
        supply.set_places(date, places=1, **about)
    assert refused.value.code == "places_taken"
    assert supply.set_places(date, places=2, **about).left == 0
    with pytest.raises(Conflict) as refused:
        supply.restock(day, pieces=1, **about)
    assert refused.value.code == "other_kind"


def test_a_code_that_waits_for_approval_is_kept_and_shown_to_nobody(shop):
    """Guard: `kept_for` in `_free_code`; without it the next person gets the same code."""
    reward = shop.offers("code", stock=2, fair_value=20_000)
    first = shop.sells(reward)
    assert (state_of(first), hasattr(first, "code")) == ("waiting", False)
    second = shop.sells(reward)
    kept = RewardCode.objects.filter(kept_for__in=[first, second]).values_list("kept_for", flat=True)
    assert len(set(kept)) == 2
    assert refusal(shop, reward) == "out_of_stock"
