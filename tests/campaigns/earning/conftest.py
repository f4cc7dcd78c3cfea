"""Contributions without messages behind them, for what only counts them."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from accounts.models import User
from campaigns.models import Contribution
from tests.campaigns.conftest import Cast

Earned = Callable[..., Contribution]


@pytest.fixture
def earned(cast: Cast) -> Earned:
    """Store a contribution as it would have arisen."""
    numbers = count(10**9)

    def make(member: User, what: str = "reply", *, at: datetime, points: int = 10, **more: Any) -> Contribution:
        known: dict[str, Any] = {"state": "credited", "standing": points, "subject_kind": "cms.message"}
        return Contribution.objects.create(
            program=cast.program,
            member=member,
            what=what,
            points=points,
            at=at,
            subject_id=next(numbers),
            **known | more,
        )

    return make
