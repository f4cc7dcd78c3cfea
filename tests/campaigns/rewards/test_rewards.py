"""Points are exchanged for a code out of a stock: once per press, never more than there are, never for another price."""

import pytest
from django.db import IntegrityError, connection, transaction

from campaigns.actions import catalogue
from campaigns.actions.catalogue import Terms
from campaigns.actions.rewards import redeem
from campaigns.models import Redemption, RewardCode, Transfer
from campaigns.queries import balance_of, ledger_faults, redemptions_of, rewards_on_offer
from record.models import Entry
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.models import Letter

pytestmark = pytest.mark.django_db


def refusal(error: type[Exception], reward, cast, **given) -> str:
    with pytest.raises(error) as refused:
        redeem(reward, **{"member": cast.advocate, "key": "k1", "at": cast.at} | given)
    return refused.value.code


def test_points_become_the_oldest_free_code(cast):
    reward = cast.reward("FIRST-CODE", "SECOND-CODE")
    cast.earned(70)
    redemption = redeem(reward, member=cast.advocate, key="k1", at=cast.at)
    assert (redemption.code.code, redemption.points) == ("FIRST-CODE", 50)
    assert balance_of(cast.program, cast.advocate) == 20
    assert redemption.transfer.kind == Transfer.Kind.REDEEMED
    assert list(ledger_faults()) == []


def test_the_same_key_redeems_once(cast):
    """Guard: the look for an earlier redemption below the account's lock; without it the unique key answers 500."""
    reward = cast.reward("FIRST-CODE", "SECOND-CODE")
    cast.earned(100)
    first = redeem(reward, member=cast.advocate, key="k1", at=cast.at)
    assert redeem(reward, member=cast.advocate, key="k1", at=cast.at) == first
    assert balance_of(cast.program, cast.advocate) == 50


def test_another_key_redeems_again(cast):
    reward = cast.reward("FIRST-CODE", "SECOND-CODE")
    cast.earned(100)
    codes = [redeem(reward, member=cast.advocate, key=key, at=cast.at).code.code for key in ("k1", "k2")]
    assert codes == ["FIRST-CODE", "SECOND-CODE"]


def test_two_people_may_send_the_same_key(cast):
    reward = cast.reward("FIRST-CODE", "SECOND-CODE")
    for person in (cast.advocate, cast.member):
        cast.earned(50, person)
        redeem(reward, member=person, key="k1", at=cast.at)
    assert Redemption.objects.count() == 2


def test_one_point_too_few_is_refused(cast):
    reward = cast.reward("A-CODE")
    cast.earned(49)
    assert refusal(Conflict, reward, cast) == "not_enough_points"
    assert RewardCode.objects.filter(redemption=None).count() == 1


def test_whoever_never_earned_anything_is_refused(cast):
    assert refusal(Conflict, cast.reward("A-CODE"), cast, member=cast.member) == "not_enough_points"


def test_an_empty_stock_is_refused_and_the_points_stay(cast):
    reward = cast.reward()
    cast.earned(50)
    assert refusal(Conflict, reward, cast) == "out_of_stock"
    assert balance_of(cast.program, cast.advocate) == 50


def test_what_is_no_longer_offered_is_refused(cast):
    reward = cast.reward("A-CODE")
    cast.earned(50)
    catalogue.change(reward, Terms("A whisk", 50, active=False), actor=cast.manager, at=cast.at)
    assert refusal(Conflict, reward, cast) == "not_offered"


def test_a_price_that_changed_since_it_was_shown_is_refused(cast):
    """Guard: `seen` in `_on_offer`; without it the person pays a price that they never saw."""
    reward = cast.reward("A-CODE")
    cast.earned(500)
    catalogue.change(reward, Terms("A whisk", 400), actor=cast.manager, at=cast.at)
    assert refusal(Conflict, reward, cast, seen=50) == "price_changed"
    assert redeem(reward, member=cast.advocate, key="k1", at=cast.at, seen=400).points == 400


def test_a_key_that_was_used_for_another_reward_is_refused(cast):
    cast.earned(100)
    redeem(cast.reward("A-CODE"), member=cast.advocate, key="k1", at=cast.at)
    assert refusal(Conflict, cast.reward("B-CODE", name="A bowl"), cast) == "key_used"


@pytest.mark.parametrize("key", ["", "k" * 65])
def test_a_key_of_no_length_or_too_long_is_refused(cast, key):
    assert refusal(Invalid, cast.reward("A-CODE"), cast, key=key) == "bad_key"


def test_the_longest_key_is_taken(cast):
    cast.earned(50)
    assert redeem(cast.reward("A-CODE"), member=cast.advocate, key="k" * 64, at=cast.at).pk


def test_a_closed_account_redeems_nothing(cast):
    cast.earned(50)
    cast.advocate.is_active = False
    assert refusal(Forbidden, cast.reward("A-CODE"), cast) == "inactive"


def test_a_redemption_is_on_the_record_without_its_code(cast):
    cast.earned(50)
    redemption = redeem(cast.reward("SECRET-CODE"), member=cast.advocate, key="k1", at=cast.at)
    entry = Entry.objects.get(verb="reward.redeemed")
    assert (entry.subject_id, entry.actor_id, entry.data) == (redemption.pk, cast.advocate.pk, {"points": 50})


def test_the_member_is_sent_the_code_and_how_to_use_it(cast):
    cast.earned(53)
    redeem(cast.reward("SECRET-CODE"), member=cast.advocate, key="k1", at=cast.at)
    letter = Letter.objects.get(about="reward_redeemed")
    assert (letter.to, letter.subject) == (cast.advocate.email, "Your reward: A whisk")
    for text in (letter.text, letter.html):
        assert "SECRET-CODE" in text
        assert "Type it in at the till." in text
        assert "You have 3 points left." in text


def test_a_redeemed_code_and_its_redemption_are_never_changed_or_deleted(cast):
    """Guard: the triggers of campaigns/migrations/0002_guards.py."""
    cast.earned(50)
    redeem(cast.reward("A-CODE"), member=cast.advocate, key="k1", at=cast.at)
    for sql in (
        "UPDATE campaigns_rewardcode SET redemption_id = NULL",
        "DELETE FROM campaigns_rewardcode",
        "UPDATE campaigns_redemption SET points = 1",
        "DELETE FROM campaigns_redemption",
    ):
        refused = pytest.raises(IntegrityError, match="never changed or deleted")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_catalogue_shows_what_is_offered_and_whether_it_is_in_stock(cast):
    dear, cheap = cast.reward("A", points=90, name="A pan"), cast.reward(points=10, name="A spoon")
    gone = cast.reward("B", name="Gone")
    catalogue.change(gone, Terms("Gone", 50, active=False), actor=cast.manager, at=cast.at)
    assert [(r, r.in_stock) for r in rewards_on_offer(cast.program, at=cast.at)] == [(cheap, False), (dear, True)]


def test_redemptions_are_listed_newest_first_and_only_ones_own(cast):
    reward = cast.reward("A-CODE", "B-CODE", "C-CODE")
    cast.earned(100)
    cast.earned(50, cast.member)
    ours = [redeem(reward, member=cast.advocate, key=key, at=cast.at) for key in ("k1", "k2")]
    redeem(reward, member=cast.member, key="k3", at=cast.at)
    assert list(redemptions_of(cast.program, cast.advocate)) == ours[::-1]
