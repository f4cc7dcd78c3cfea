"""A campaign that lacks nothing, to take one thing away from."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from campaigns.actions import campaigns
from campaigns.actions.campaigns import Words
from campaigns.models import Campaign, Goal
from campaigns.plans import Plan
from record.models import Entry
from sitewide.errors import Refused
from tests.campaigns.conftest import Cast
from tests.factories import GoalFactory, rules_of

PLAN = Plan(
    "How-to weeks", summary="Six things, each shown by somebody who does it.", gets="30 points for a how-to.",
    points_budget=500, dos=("Show every step",), donts=("ask for five stars",), days=28,
)  # fmt: skip


@pytest.fixture
def goal(cast: Cast) -> Goal:
    return GoalFactory(program=cast.program)


@pytest.fixture
def ready(cast: Cast, goal: Goal) -> Campaign:
    """A draft that can be opened."""
    made = campaigns.draft(
        cast.program, PLAN, goal=goal, policy=rules_of(cast.program, cast.manager), actor=cast.manager, at=cast.at,
        starts_at=cast.at + timedelta(days=1),
    )  # fmt: skip
    campaigns.add_fact(
        made, text="Oil seasons at 200 °C.", source_url="https://example.org/oil", actor=cast.manager, at=cast.at,
        expires_on=(cast.at + timedelta(days=60)).date(),
    )  # fmt: skip
    return made


@pytest.fixture
def opened(cast: Cast, ready: Campaign) -> Campaign:
    return campaigns.open_campaign(ready, actor=cast.manager, at=cast.at)


def words_of(campaign: Campaign, **changed: object) -> Words:
    """What it says, with something else in it."""
    given = {name: getattr(campaign, name) for name in Words.__slots__}
    return Words(**given | changed)


@contextmanager
def refuses(code: str) -> Iterator[None]:
    """What is done inside is refused with this code, and the record stays as it was."""
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused, transaction.atomic():
        yield
    assert (refused.value.code, Entry.objects.count()) == (code, before)
