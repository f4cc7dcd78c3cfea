"""What every test may use. Where the servers come from is in `tests.services`."""

import pytest
from django.core.cache import cache

from sitewide.memory import forget_everything
from tests.kept import nothing_is_kept_at_the_end, pytest_fixture_setup, pytest_runtest_setup
from tests.services import django_db_modify_db_settings

__all__ = [
    "django_db_modify_db_settings",
    "nothing_is_kept_at_the_end",
    "pytest_fixture_setup",
    "pytest_runtest_setup",
]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Every test begins with nothing kept: what another did counts towards no limit, and numbers of rows come again."""
    cache.clear()
    forget_everything()
