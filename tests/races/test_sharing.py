"""Votes and orders that come at the same moment: on PostgreSQL, with processes that begin together."""

import pytest
from django.utils import timezone

from campaigns.actions import ideas, referrals
from campaigns.models import Conversion, Idea, IdeaVote
from tests.campaigns.conftest import cast
from tests.campaigns.sharing.conftest import Shop, idea_of, shop
from tests.races.processes import on_postgresql, race

__all__ = ["cast", "shop"]
pytestmark = [pytest.mark.race, on_postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _transactional(transactional_db: None) -> None:
    """Before `cast`, so that what it makes is committed."""


def test_one_person_votes_once_and_an_order_told_by_many_is_one(shop: Shop) -> None:
    """Guard: the lock in `shown_idea` and `one_conversion_per_order`; without them two of these are stored."""
    cast = shop.cast
    idea = idea_of(cast, cast.advocate)
    voted = race(lambda _number: ideas.vote(idea, member=cast.member, at=timezone.now()).pk, 4)
    assert sorted(one.refused for one in voted) == ["", "voted", "voted", "voted"]
    assert (IdeaVote.objects.count(), Idea.objects.get().votes) == (1, 1)
    told = race(
        lambda _number: referrals.receive(cast.program, shop.order(), secret=shop.secret, at=timezone.now())[1], 4
    )
    assert sorted(one.value for one in told) == [False, False, False, True]
    assert Conversion.objects.count() == 1
