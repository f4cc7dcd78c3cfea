import pytest

from tests.moderation.stage import Stage, staged


@pytest.fixture
def stage(db: None) -> Stage:
    return staged()
