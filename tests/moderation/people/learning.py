"""An apprentice, and cases that were decided live."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from advocates.models import Grant
from moderation.actions import apprentices
from moderation.actions.decisions import decide
from moderation.models import BlindDecision, Case, Decision
from tests.factories import EnrolmentFactory, UserFactory, attest_everything
from tests.moderation.stage import Stage, grant_moderate


def apprentice_of(stage: Stage, **limits: Any) -> tuple[User, Grant]:
    """Enrolled and attested, with a live shadow grant on the kitchen."""
    person: User = UserFactory(name="Anna Apprentice")
    EnrolmentFactory(program=stage.program, member=person)
    attest_everything(person, stage.program)
    return person, grant_moderate(stage.program, person, stage.kitchen, **{"shadow": True} | limits)


def live(stage: Stage, act: str = "hide", by: User | None = None, case: Case | None = None) -> Decision:
    case = case or stage.case(stage.say(author=UserFactory()))
    return decide(
        case, moderator=by or stage.moderator, act=act, clause=stage.clause, reason="Be kind.", version=case.version,
        at=timezone.now(),
    )  # fmt: skip


def shadow(stage: Stage, person: User, case: Case, act: str = "hide", **fields: Any) -> BlindDecision:
    known = {"clause": stage.clause, "reason": "Be kind.", "at": timezone.now()}
    return apprentices.decide(case, apprentice=person, act=act, **known | fields)
