"""Flagging, and the moderation queue, for programs."""

from datetime import datetime
from typing import Literal

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema
from pydantic import AwareDatetime

from accounts.api import Token, asker
from advocates.api import program_asked
from advocates.models import Clause, Program
from cms.models import Message
from moderation.actions import cases, decisions, flags
from moderation.models import Case, Decision, Flag
from moderation.queries.clauses import clauses_of
from moderation.queries.playbook import Suggested, suggestions
from moderation.queries.queue import key_read, page_of_queue
from moderation.queries.standing import standing_of
from moderation.views.doors import case_here
from sitewide.api import idempotent
from sitewide.errors import Invalid, NotFound
from sitewide.limits import count, limited

router = Router(tags=["moderation"])


class FlagIn(Schema):
    """`clause` is the number of the clause that the message breaks, as in the program's policy."""

    clause: str
    note: str = Field("", max_length=500)


class FlagOut(Schema):
    id: int
    message_id: int
    clause: str
    at: datetime


class ReasonOut(Schema):
    """What a flagger says: the clause, and their words if any."""

    clause: str
    note: str


class ScenarioOut(Schema):
    """What the playbook suggests. `version` is what a decision cites; `act` the first that can be decided now, or "".

    `words` are for the author and `reply` for readers; `blocked` says why a text must not be used, say a fact is over.
    """

    version: int
    name: str
    act: str
    clause: str
    words: str
    reply: str
    blocked: list[str]
    answer_by: datetime


class CaseOut(Schema):
    """A case of the queue. `version` and `read_at` are what a decision must name; `claimed_until` ends the lease.

    `language` is that of the text, "" where nobody can tell.
    """

    id: int
    message_id: int
    kind: str
    title: str
    body_html: str
    state: str
    urgency: int
    language: str
    causes: list[str]
    flags: list[ReasonOut]
    scenario: ScenarioOut | None
    opened_at: datetime
    due_at: datetime
    claimed_until: datetime | None
    version: int
    read_at: datetime


class QueueOut(Schema):
    """A page of the queue, most urgent first; `next` is the cursor of the page after, empty at the end."""

    items: list[CaseOut]
    next: str


class ClaimNextOut(Schema):
    """The case that was claimed; null where nothing waits."""

    case: CaseOut | None


class DecisionIn(Schema):
    """`version` and `read_at` are the case's when it was read: another version, or a text edited since, is 409.

    `scenario` is the version of the suggested scenario that the decision follows; it is cited if it recommends the act.
    """

    act: Literal["approve", "hide", "remove", "restore", "lock", "warn", "escalate", "dismiss"]
    clause: str = ""
    reason: str = Field("", max_length=2000)
    version: int
    read_at: AwareDatetime
    scenario: int | None = Field(None, ge=1, lt=2**62)


class DecisionOut(Schema):
    id: int
    case_id: int
    act: str
    clause: str
    reason: str
    capacity: str
    scenario: int | None
    at: datetime
    url: str


@router.post("/messages/{message_id}/flags", response={201: FlagOut}, auth=Token("flag"), summary="Flag a message")
@limited("api_write")
@idempotent
def flag(request: HttpRequest, message_id: int, sent: FlagIn) -> tuple[int, FlagOut]:
    """Once a person and message, never one's own."""
    count(request, "flag")
    program = program_asked(request)
    message = Message.objects.readable().filter(pk=message_id, program=program).first()
    if message is None:
        raise NotFound(_("There is no such message."))
    clause, at = _clause(program, sent.clause), timezone.now()
    return 201, _flag_told(flags.flag(message, by=asker(request), clause=clause, at=at, note=sent.note))


@router.get("/queue", response=QueueOut, auth=Token("queue"), summary="Read the queue")
@limited("api_read")
def queue(request: HttpRequest, after: str = "") -> QueueOut:
    """The open cases inside the owner's scopes that they may decide. A cursor that was not ours is 422."""
    standing = standing_of(asker(request), program_asked(request), at=timezone.now())
    if not standing.may_look:
        raise NotFound(_("There is no queue for you in this program."))
    if after and key_read(after) is None:
        raise Invalid(_("This cursor is not one of ours."), code="bad_cursor")
    page = page_of_queue(standing, key=after)
    return QueueOut(items=_cases_told(page.cases, standing.program), next=page.older)


@router.post("/queue/claim-next", response={200: ClaimNextOut}, auth=Token("claim"), summary="Claim the next case")
@limited("api_write")
@idempotent
def claim_next(request: HttpRequest) -> tuple[int, ClaimNextOut]:
    """The most urgent case that nobody holds, for fifteen minutes."""
    program = program_asked(request)
    case = cases.claim_next(program, moderator=asker(request), at=timezone.now())
    return 200, ClaimNextOut(case=_cases_told([case], program)[0] if case else None)


@router.post("/cases/{case_id}/claim", response={200: CaseOut}, auth=Token("claim"), summary="Claim a case")
@limited("api_write")
@idempotent
def claim(request: HttpRequest, case_id: int) -> tuple[int, CaseOut]:
    """For fifteen minutes; again before they are over keeps it."""
    case = cases.claim(_case(request, case_id), moderator=asker(request), at=timezone.now())
    return 200, _cases_told([case], program_asked(request))[0]


@router.post("/cases/{case_id}/release", response={200: CaseOut}, auth=Token("claim"), summary="Give a case back")
@limited("api_write")
@idempotent
def release(request: HttpRequest, case_id: int) -> tuple[int, CaseOut]:
    """What the owner does not hold stays as it is."""
    case = cases.release(_case(request, case_id), moderator=asker(request), at=timezone.now())
    return 200, _cases_told([case], program_asked(request))[0]


@router.post(
    "/cases/{case_id}/decisions", response={201: DecisionOut}, auth=Token("decide"), summary="Decide on a case"
)
@limited("api_write")
@idempotent
def decide(request: HttpRequest, case_id: int, sent: DecisionIn) -> tuple[int, DecisionOut]:
    """Once; uses the owner's right to moderate, or their own name if they are staff."""
    count(request, "decide")
    case, at = _case(request, case_id), timezone.now()
    if sent.read_at > at:
        raise Invalid(_("The case cannot have been read later than now."), code="read_at")
    clause = _clause(case.program, sent.clause) if sent.clause else None
    decision = decisions.decide(
        case, moderator=asker(request), act=sent.act, clause=clause, reason=sent.reason, version=sent.version,
        read_at=sent.read_at, scenario=sent.scenario, at=at,
    )  # fmt: skip
    return 201, _decision_told(decision)


def _case(request: HttpRequest, case_id: int) -> Case:
    """By the same door as the desk: what a conflict bars there is not told here either."""
    standing = standing_of(asker(request), program_asked(request), at=timezone.now())
    return case_here(standing, case_id)


def _clause(program: Program, code: str) -> Clause:
    found = next((clause for clause in clauses_of(program, at=timezone.now()) if clause.code == code), None)
    if found is None:
        raise Invalid(_("The program's policy has no clause “%(code)s”.") % {"code": code}, code="no_clause")
    return found


def _flag_told(raised: Flag) -> FlagOut:
    return FlagOut(id=raised.pk, message_id=raised.message_id, clause=raised.clause.code, at=raised.at)


def _cases_told(found: list[Case], program: Program) -> list[CaseOut]:
    at = timezone.now()
    prefetch_related_objects(found, "causes__flag__clause", "message__author", "message__page")
    for case in found:
        case.program = program
    suggested = suggestions(found, at=at)
    return [_case_told(case, suggested.get(case.pk), at) for case in found]


def _case_told(case: Case, suggested: Suggested | None, at: datetime) -> CaseOut:
    plain = ("id", "message_id", "state", "urgency", "language", "opened_at", "due_at", "claimed_until", "version")
    causes, message = list(case.causes.all()), case.message
    flagged = [cause.flag for cause in causes if cause.flag]
    return CaseOut(
        **{name: getattr(case, name) for name in plain}, kind=message.kind, title=message.title,
        body_html=message.body, causes=[cause.kind for cause in causes], read_at=at,
        flags=[ReasonOut(clause=one.clause.code, note=one.note) for one in flagged],
        scenario=_scenario_told(suggested) if suggested else None,
    )  # fmt: skip


def _scenario_told(suggested: Suggested) -> ScenarioOut:
    return ScenarioOut(
        version=suggested.version_id, name=suggested.scenario.name, act=suggested.act, clause=suggested.clause,
        words=suggested.words.text, reply=suggested.reply.text, blocked=[str(why) for why in suggested.blocked],
        answer_by=suggested.answer_by,
    )  # fmt: skip


def _decision_told(decision: Decision) -> DecisionOut:
    return DecisionOut(
        id=decision.pk, case_id=decision.case_id, act=decision.act, reason=decision.reason, at=decision.at,
        clause=decision.clause.code if decision.clause else "", capacity=decision.capacity, scenario=decision.scenario_id,
        url=decision.get_absolute_url(),
    )  # fmt: skip
