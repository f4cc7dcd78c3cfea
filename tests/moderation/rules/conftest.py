"""Rules of the stage's program, and people to say things."""

import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from moderation.models import Rule
from tests.moderation.stage import Stage

Make = Callable[..., Rule]


@pytest.fixture
def rule(stage: Stage) -> Make:
    """A rule that acts, unless told otherwise."""

    def make(**fields: Any) -> Rule:
        known = {"kind": "words", "name": "Insults", "words": "idiot"} | fields
        made = Rule(program=stage.program, **known)
        made.tried = made.print_of_settings()
        made.save()
        return made

    return make


def minutes_ago(minutes: float) -> Any:
    return timezone.now() - timedelta(minutes=minutes)


def figure(line: str) -> None:
    """Tell a figure; `pytest -rP` shows it."""
    sys.stdout.write(f"{line}\n")
