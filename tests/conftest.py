"""What every test may use. Where the servers come from is in `tests.services`."""

import pytest
from django.core.cache import cache

from tests.services import django_db_modify_db_settings

__all__ = ["django_db_modify_db_settings"]


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Every test begins with an empty cache: what another test did counts towards no limit."""
    cache.clear()
