"""The cast with wide grants since long, and with the breaker on."""

import pytest

from advocates.models import Enrolment
from cms.models import Breaker
from tests.cms.conftest import Cast
from tests.factories import GrantFactory


@pytest.fixture
def long_since(cast: Cast) -> None:
    """The advocate is enrolled since two months and holds, besides the others, grants on everything without end."""
    Enrolment.objects.filter(program=cast.program).update(term_starts=cast.later(days=-60))
    for right in ("post", "reply"):
        wide = {"per_day": 100_000, "scope": cast.program.root_page, "starts_at": cast.later(days=-50)}
        GrantFactory(program=cast.program, advocate=cast.advocate, right=right, ends_at=cast.later(days=90), **wide)


@pytest.fixture
def on(cast: Cast, long_since: None) -> Cast:
    """The cast with the breaker on."""
    Breaker.objects.create(program=cast.program, active=True, tried_at=cast.at)
    return cast
