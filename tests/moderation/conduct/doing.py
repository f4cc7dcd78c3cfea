"""Decisions against a message, and what is done about its author."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from cms.models import Message
from moderation.actions import measures, proposals
from moderation.actions.decisions import decide
from moderation.models import Decision, Measure, MeasureProposal
from tests.moderation.stage import Stage

NOW = timezone.now


def against(stage: Stage, *, message: Message | None = None, act: str = "hide", by: User | None = None) -> Decision:
    case = stage.case(message)
    words = {"act": act, "clause": stage.clause, "reason": "Be kind."}
    return decide(case, moderator=by or stage.moderator, version=case.version, at=NOW(), **words)


def take(stage: Stage, decision: Decision | None = None, **fields: Any) -> Measure:
    wanted = {"kind": "strike", "reason": "Third time.", "actor": stage.manager, "at": NOW()} | fields
    return measures.take(decision or against(stage), **wanted)


def propose(stage: Stage, decision: Decision | None = None, **fields: Any) -> MeasureProposal:
    wanted = {"kind": "warn", "reason": "They do it daily.", "actor": stage.moderator, "at": NOW()} | fields
    return proposals.propose(decision or against(stage), **wanted)
