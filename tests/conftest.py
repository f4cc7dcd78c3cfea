"""What every test may use. Where the servers come from is in `tests.services`."""

import pytest
from django.core.cache import cache

from sitewide.memory import forget_everything
from tests.emptied import quickly
from tests.kept import nothing_is_kept_at_the_end, pytest_fixture_setup, pytest_runtest_setup
from tests.services import django_db_modify_db_settings

__all__ = [
    "django_db_modify_db_settings",
    "nothing_is_kept_at_the_end",
    "pytest_fixture_setup",
    "pytest_runtest_setup",
]
LONG = {"test_run.py", "test_production_processes.py"}
"""Start the whole product, once for all tests of the file: at the end of the run, one worker would wait for the other."""
quickly()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that take long begin; a file stays together, and with it what stands for all of its tests."""
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Every test begins with nothing kept: what another did counts towards no limit, and numbers of rows come again."""
    cache.clear()
    forget_everything()
