"""What the API tells about rights: what a person may do here and why, and the register."""

from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from wagtail.models import Page

from accounts.api import Token, asker
from accounts.models import User
from accounts.naming import shown_at
from advocates import rights
from advocates.models import Grant, Program
from advocates.queries import manages, program_of_request
from advocates.queries.people import meant_here
from advocates.queries.places import places_of
from advocates.queries.register import in_state, shown_state
from advocates.queries.suspended import with_suspension
from advocates.rights import Place
from sitewide.api import page_of
from sitewide.errors import Forbidden, NotFound
from sitewide.limits import limited

router = Router(tags=["rights"])


class CheckOut(Schema):
    """One check of the rule of rights; `code` is stable, `sentence` is for people."""

    code: str
    passed: bool
    sentence: str


class AnswerOut(Schema):
    """May this person do this here, now? `held` says that a message would wait for approval."""

    allowed: bool
    held: bool
    grant_id: int | None
    left_today: int | None
    left_total: int | None
    checks: list[CheckOut]


class GrantOut(Schema):
    """One grant as the register shows it. Times are UTC; `in_total` is null where there is no such limit.

    On probation every use waits for approval, until a manager has confirmed its end.

    Where an advocate passed it on, `granted_by` is that advocate, `passed_on_from` the number of the grant it comes from
    and `rests_on` the manager who gave that one; else `rests_on` is `granted_by`.
    """

    id: int
    advocate: str
    right: str
    place_id: int
    place: str
    reason: str
    granted_by: str
    passed_on_from: int | None
    rests_on: str
    per_day: int
    in_total: int | None
    on_probation: bool
    starts_at: datetime
    ends_at: datetime
    state: str
    ended_at: datetime | None
    end_reason: str


class GrantPage(Schema):
    """A page of the register, newest grant first; `next` is the cursor of the page after, empty at the end."""

    items: list[GrantOut]
    next: str


class Filters(Schema):
    right: Literal["", "post", "reply", "moderate"] = ""
    person: str = ""
    state: str = ""


def program_asked(request: HttpRequest) -> Program:
    """The program of the host that was asked; 404 where there is none."""
    program = program_of_request(request)
    if program is None:
        raise NotFound(_("There is no program here."))
    return program


def page_asked(program: Program, page_id: int) -> Page:
    """A public page of the program on which something can be said; 404 for every other."""
    page: Page | None = places_of(program).filter(pk=page_id).first()
    if page is None:
        raise NotFound(_("There is no such page."))
    return page


@router.get("/rights/examine", response=AnswerOut, auth=Token("examine"), summary="Ask the rule of rights")
@limited("api_read")
def examine(
    request: HttpRequest, right: Literal["post", "reply", "moderate"], page_id: int, person: str = ""
) -> AnswerOut:
    """Every check for this right on this page, for the token's owner; a manager may ask about anybody of the program.

    `person` is the public handle, or the number of who has none to show.
    """
    program = program_asked(request)
    place = Place.on(page_asked(program, page_id), program)
    answer = rights.examine(_whom(asker(request), program, person), right, place, at=timezone.now())
    checks = [CheckOut(code=c.code, passed=c.passed, sentence=c.sentence) for c in answer.checks]
    return AnswerOut(
        allowed=answer.allowed, held=answer.held, grant_id=answer.grant_id, checks=checks,
        left_today=answer.left_today, left_total=answer.left_total,
    )  # fmt: skip


def _whom(owner: User, program: Program, named: str) -> User:
    if not named or named in {owner.handle, owner.address}:
        return owner
    if not manages(owner, program):
        raise Forbidden(_("Only a manager of the program may ask about somebody else."), code="not_manager")
    person = meant_here(program, named)
    if person is None or not person.is_active:
        raise NotFound(_("There is nobody in this program with this handle or number."))
    return person


@router.get("/register/grants", response=GrantPage, auth=Token("register"), summary="Read the register")
@limited("api_read")
def register(request: HttpRequest, filters: Query[Filters], after: str = "") -> GrantPage:
    """Every grant, past ones and offers too, newest first, fifty a page.

    A live grant is `suspended` while its holder must sign a policy or pass a course before it can be used.
    """
    at = timezone.now()
    grants = Grant.objects.filter(program=program_asked(request))
    grants = grants.select_related("advocate", "granted_by", "scope", "passed_from__granted_by")
    grants = grants.filter(right=filters.right) if filters.right else grants
    grants = grants.filter(advocate__in=User.objects.filter(shown_at(filters.person))) if filters.person else grants
    asked = with_suspension(grants, at)
    found, following = page_of(in_state(asked, filters.state, at) if filters.state else asked, after)
    return GrantPage(items=[_told(grant, at) for grant in found], next=following)


def _told(grant: Grant, at: datetime) -> GrantOut:
    plain = (
        "id",
        "right",
        "reason",
        "per_day",
        "in_total",
        "on_probation",
        "starts_at",
        "ends_at",
        "ended_at",
        "end_reason",
    )
    return GrantOut(
        **{name: getattr(grant, name) for name in plain}, state=shown_state(grant, at).value,
        advocate=grant.advocate.address, granted_by=str(grant.granted_by), rests_on=str(grant.manager),
        passed_on_from=grant.passed_from_id, place_id=grant.scope_id, place=grant.scope.title,
    )  # fmt: skip
