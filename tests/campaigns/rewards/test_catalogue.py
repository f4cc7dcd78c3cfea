"""Managers offer rewards, change them and fill their stock; nobody else does."""

import pytest

from campaigns.actions import catalogue
from campaigns.actions.catalogue import MOST_CODES, Terms
from campaigns.actions.rewards import redeem
from campaigns.models import Reward, RewardCode
from record.models import Entry
from sitewide.errors import Conflict, Invalid, NotFound
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(cast):
    """A manager of another program."""
    return manager_of(ProgramFactory(hostname="other.example"))


def test_a_manager_offers_a_reward(cast):
    reward = catalogue.offer(cast.program, Terms("  A   whisk ", 50), actor=cast.manager, at=cast.at)
    assert (reward.name, reward.points, reward.active, reward.program) == ("A whisk", 50, True, cast.program)
    assert Entry.objects.get(verb="reward.offered").data == {"points": 50, "active": True}


def test_a_change_is_on_the_record(cast):
    reward = cast.reward()
    catalogue.change(reward, Terms("A better whisk", 60, active=False), actor=cast.manager, at=cast.at)
    reward.refresh_from_db()
    assert (reward.name, reward.points, reward.active) == ("A better whisk", 60, False)
    assert Entry.objects.get(verb="reward.changed").actor_id == cast.manager.pk


@pytest.mark.parametrize("terms", [Terms("", 5), Terms(" \u200b ", 5), Terms("A", 0), Terms("A", 1_000_001)])
def test_a_reward_without_a_name_or_a_price_in_range_is_refused(cast, terms):
    with pytest.raises(Invalid):
        catalogue.offer(cast.program, terms, actor=cast.manager, at=cast.at)


@pytest.mark.parametrize("who", ["stranger", "advocate", "member"])
def test_whoever_does_not_manage_the_program_does_not_even_learn_that_it_exists(cast, stranger, who):
    person = stranger if who == "stranger" else getattr(cast, who)
    reward = cast.reward("A-CODE")
    code = RewardCode.objects.get()
    for act in (
        lambda: catalogue.offer(cast.program, Terms("A", 5), actor=person, at=cast.at),
        lambda: catalogue.change(reward, Terms("A", 5), actor=person, at=cast.at),
        lambda: catalogue.stock(reward, codes=["X"], actor=person, at=cast.at),
        lambda: catalogue.take_out(code, actor=person, at=cast.at),
    ):
        with pytest.raises(NotFound):
            act()
    assert Reward.objects.count() == RewardCode.objects.count() == 1


def test_a_stock_takes_each_code_once(cast):
    reward = cast.reward("A-1")
    assert catalogue.stock(reward, codes=["A-1", " A-2 ", "", "A-2", "A-3"], actor=cast.manager, at=cast.at) == 2
    assert list(RewardCode.objects.order_by("pk").values_list("code", flat=True)) == ["A-1", "A-2", "A-3"]


def test_the_record_tells_how_many_codes_came_and_not_which(cast):
    cast.reward("SECRET-1", "SECRET-2")
    assert Entry.objects.get(verb="reward.stocked").data == {"codes": 2}


@pytest.mark.parametrize("codes", [[], ["", "  "], ["x"] * (MOST_CODES + 1), ["y" * 81]])
def test_no_codes_too_many_or_too_long_ones_are_refused(cast, codes):
    with pytest.raises(Invalid):
        catalogue.stock(cast.reward(), codes=codes, actor=cast.manager, at=cast.at)
    assert not RewardCode.objects.exists()


def test_a_free_code_is_taken_out_of_the_stock(cast):
    cast.reward("WRONG")
    catalogue.take_out(RewardCode.objects.get(), actor=cast.manager, at=cast.at)
    assert not RewardCode.objects.exists()


def test_a_code_that_somebody_has_stays(cast):
    cast.earned(50)
    redeem(cast.reward("A-CODE"), member=cast.advocate, key="k1", at=cast.at)
    with pytest.raises(Conflict):
        catalogue.take_out(RewardCode.objects.get(), actor=cast.manager, at=cast.at)


def test_a_code_is_masked_for_staff(cast):
    cast.reward("KESTREL-4711", "SHORT")
    assert sorted(code.masked for code in RewardCode.objects.all()) == ["••••", "••••11"]
