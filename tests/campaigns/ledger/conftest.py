"""A program with money whose points expire, and a second manager."""

from datetime import timedelta

import pytest

from accounts.models import User
from campaigns.actions import treasury
from campaigns.actions.treasury import Reckoning
from campaigns.models import Treasury
from tests.campaigns.conftest import Cast
from tests.factories import UserFactory, manager_of

TERMS = Reckoning("eur", value_of_100=50, second_person_above=500, approval_above=10_000, expiry_months=12)


@pytest.fixture
def money(cast: Cast) -> Treasury:
    """100 points are worth 50 cents; 20 euros are in the budget."""
    made = treasury.set_up(cast.program, TERMS, actor=cast.manager, at=cast.at - timedelta(days=900))
    treasury.pay_in(cast.program, amount=2_000, reason="Transfer 1", key="first", actor=cast.manager, at=cast.at)
    return made


@pytest.fixture
def second(cast: Cast) -> User:
    return manager_of(cast.program, name="Sam Second")


@pytest.fixture
def stranger(cast: Cast) -> User:
    return UserFactory(name="Stu Stranger")
