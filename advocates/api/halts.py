"""Stopping by a program: what a manager can press, a manager's token can. A lift needs people, so it is not here."""

from datetime import datetime
from typing import Literal

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema
from wagtail.models import Page

from accounts.api import Token, asker
from accounts.models import User
from advocates.actions import halts
from advocates.actions.authority import must_manage
from advocates.api.rights import program_asked
from advocates.models import Grant, Halt, Program
from advocates.queries.halts import halts_of
from advocates.queries.people import meant_here
from sitewide.api import idempotent, page_of
from sitewide.limits import limited

router = Router(tags=["halts"])
Level = Literal["everything", "program", "right", "place", "person", "grant", "message"]


class HaltIn(Schema):
    """`level` says which of the others is meant; `person` is the public handle, or the number of who has none.

    The reason may follow in the portal."""

    level: Level
    right: Literal["", "post", "reply", "moderate"] = ""
    page_id: int | None = None
    person: str = ""
    grant_id: int | None = None
    message_id: int | None = None
    reason: str = Field("", max_length=400)


class HaltOut(Schema):
    """One halt. `started_by` is empty where the breaker tripped; `lifted_at` is null while it stops."""

    id: int
    level: str
    right: str
    page_id: int | None
    person: str
    grant_id: int | None
    message_id: int | None
    reason: str
    is_drill: bool
    started_at: datetime
    started_by: str
    lift_proposed_by: str
    lifted_at: datetime | None
    lift_reason: str


class HaltPage(Schema):
    """A page of halts, newest first; `next` is the cursor of the page after, empty at the end."""

    items: list[HaltOut]
    next: str


@router.post("/halts", response={201: HaltOut}, auth=Token("halt"), summary="Halt")
@limited("api_write")
@idempotent
def start(request: HttpRequest, sent: HaltIn) -> tuple[int, HaltOut]:
    """Stops from the next request on; what is halted already answers its halt. Managers only."""
    program = program_asked(request)
    named = sent.model_dump(include={"level", "right", "message_id", "reason"}) | _rows(program, sent)
    return 201, told(halts.halt(program, actor=asker(request), at=timezone.now(), **named))


@router.get("/halts", response=HaltPage, auth=Token("halt"), summary="Read the halts")
@limited("api_read")
def listed(request: HttpRequest, after: str = "", active: bool = False) -> HaltPage:
    """Every halt of the program and of everything, fifty a page; `active` leaves out what is lifted."""
    program = program_asked(request)
    must_manage(asker(request), program)
    rows: QuerySet[Halt] = halts_of(program)
    found, following = page_of(rows.filter(lifted_at=None) if active else rows, after)
    return HaltPage(items=[told(halt) for halt in found], next=following)


def _rows(program: Program, sent: HaltIn) -> dict[str, Page | User | Grant | None]:
    """What is named, of this program; None for what is not there, which the action refuses."""
    pages = Page.objects.filter(path__startswith=program.root_page.path)
    return {
        "place": pages.filter(pk=sent.page_id).first() if sent.page_id is not None else None,
        "person": meant_here(program, sent.person),
        "grant": Grant.objects.filter(pk=sent.grant_id, program=program).first() if sent.grant_id is not None else None,
    }


def told(halt: Halt) -> HaltOut:
    """The halt in the API's words."""
    plain = ("id", "level", "right", "message_id", "reason", "is_drill", "started_at", "lifted_at", "lift_reason")
    return HaltOut(
        **{name: getattr(halt, name) for name in (*plain, "grant_id")},
        page_id=halt.place_id, person=halt.person.address if halt.person else "",
        started_by=str(halt.started_by or ""), lift_proposed_by=str(halt.lift_proposed_by or ""),
    )  # fmt: skip
