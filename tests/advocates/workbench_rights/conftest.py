"""A manager at work in the workbench, and the stage they work on."""

import pytest
from django.test import Client

from tests.kept import kept
from tests.stage import Stage, at_work, stage

on = kept(stage, clock="now")


@pytest.fixture
def manager(on: Stage) -> Client:
    return at_work(on.manager)
