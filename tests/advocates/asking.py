"""Asking the rule of rights about the advocate of the stage."""

from typing import Any

from django.db import transaction

from advocates.models import Exercise
from advocates.rights import RightsAnswer, examine, exercise
from tests.stage import Stage


def ask(on: Stage, right: str = "reply", **said: Any) -> RightsAnswer:
    return examine(said.pop("person", on.advocate), right, said.pop("place", on.place()), at=on.now, **said)


def refused_by(answer: RightsAnswer) -> tuple[str, str] | None:
    return (answer.refusal.code, answer.refusal.why) if answer.refusal else None


def use(on: Stage, right: str = "reply", **said: Any) -> Exercise:
    with transaction.atomic():
        person, place, at = said.pop("person", on.advocate), said.pop("place", on.place()), said.pop("at", on.now)
        return exercise(person, right, place, at=at, **said)
