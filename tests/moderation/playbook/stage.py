"""Scenarios and facts on the stage of the moderation tests, set through the actions."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from moderation.actions.playbook.facts import save_fact
from moderation.actions.playbook.scenarios import save_scenario
from moderation.models import Fact, Scenario
from tests.moderation.stage import Stage

NOW = timezone.now


def drafted(stage: Stage, **fields: Any) -> Scenario:
    """An active scenario that hides, not saved yet."""
    known: dict[str, Any] = {"name": "Insults", "state": "active", "acts": ["hide", "remove"], "clause": "1"}
    return Scenario(program=stage.program, **known | fields)


def scenario(stage: Stage, **fields: Any) -> Scenario:
    return save_scenario(drafted(stage, **fields), actor=stage.manager, at=NOW())


def caught(stage: Stage, **fields: Any) -> Scenario:
    """A catch-all, asked last."""
    known: dict[str, Any] = {"name": "Anything else", "acts": ["escalate"], "clause": "", "priority": 900}
    return scenario(stage, **known | fields)


def fact(stage: Stage, key: str = "delivery-days", *, days: float = 30, **fields: Any) -> Fact:
    """A fact of the program that holds for so many days from now."""
    known: dict[str, Any] = {
        "value": "three",
        "answers_for": stage.manager,
        "valid_until": NOW() + timedelta(days=days),
    }
    return save_fact(Fact(program=stage.program, key=key, **known | fields), actor=stage.manager, at=NOW())


def expired(kept: Fact, *, days: float = 1) -> None:
    """As if so many days had passed since it held last."""
    Fact.objects.filter(pk=kept.pk).update(valid_until=NOW() - timedelta(days=days))
