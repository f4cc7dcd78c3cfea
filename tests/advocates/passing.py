"""Passing rights on, and using what was passed on."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from advocates.actions import grants
from advocates.models import Exercise, Grant
from advocates.rights import examine, exercise
from tests.stage import Stage


def allowed(on: Stage, **fields: Any) -> Grant:
    return on.grant(**{"may_be_passed_on": True} | fields)


def pass_on(on: Stage, grant: Grant, to: User, **fields: Any) -> Grant:
    known: dict[str, Any] = {"scope": on.pans, "reason": "Knows pans as I do.", "per_day": 2}
    return grants.pass_on(grant, to=to, **known | {"actor": on.advocate, "at": on.now} | fields)


def taken(on: Stage, grant: Grant, to: User, **fields: Any) -> Grant:
    """Passed on and accepted."""
    return grants.accept(pass_on(on, grant, to, **fields), actor=to, at=on.now)


def use(on: Stage, person: User, at: datetime | None = None) -> Exercise:
    with transaction.atomic():
        return exercise(person, "reply", on.place(on.pans), at=at or on.now)


def why_not(on: Stage, person: User, at: datetime | None = None) -> str:
    answer = examine(person, "reply", on.place(on.pans), at=at or on.now)
    return answer.refusal.why if answer.refusal else ""
