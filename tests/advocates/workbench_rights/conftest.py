"""A manager at work in the workbench, and the stage they work on."""

import pytest
from django.test import Client

from tests.stage import Stage, at_work, stage


@pytest.fixture
def on() -> Stage:
    return stage()


@pytest.fixture
def manager(on: Stage) -> Client:
    return at_work(on.manager)
