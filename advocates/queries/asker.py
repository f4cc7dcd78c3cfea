"""What a page knows about whoever asks for it: their facts in the program, their tabs, and the bar of its managers."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.known import is_known
from accounts.models import User
from accounts.recent import proved_at
from advocates.models import Halt, Right
from advocates.queries.programs import program_of_request
from advocates.rights import Facts, Origin, facts_of
from advocates.rights.facts import BITS


def facts_of_request(request: HttpRequest) -> Facts | None:
    """The facts of the signed-in person in the program of the site, loaded once a request; None for anybody else.

    For what is shown only: whoever changes something asks the rule of rights in the transaction of the change.
    """
    if not hasattr(request, "_facts"):
        person = request.user if isinstance(request.user, User) else None
        program = program_of_request(request) if person else None
        facts = facts_of(person, program, at=timezone.now()) if person and program else None
        request._facts = facts  # type: ignore[attr-defined]
    return request._facts  # type: ignore[attr-defined, no-any-return]


def origin_of(request: HttpRequest) -> Origin:
    """From where the request comes; one query more where the program asks for proof on wide scopes."""
    program, known = program_of_request(request), is_known(request)
    proved = proved_at(request) if known and program and program.proof_for_wide_scope else None
    return Origin(known, datetime.fromtimestamp(proved, UTC) if proved else None)


def manages_here(request: HttpRequest) -> bool:
    """Whether the signed-in person is a manager of the site's program, or runs the installation."""
    facts = facts_of_request(request)
    return facts is not None and (facts.manages or bool(request.user.is_superuser))


def halt_of(facts: Facts) -> Halt | None:
    """The active halt of the whole program, or of everything."""
    whole = (Halt.Level.EVERYTHING, Halt.Level.PROGRAM)
    return next((halt for halt in facts.halts if halt.level in whole), None)


def moderates(facts: Facts) -> bool:
    """Whether some live grant to moderate is held, wherever it is."""
    return any(g.live and g.right == Right.MODERATE and g.starts_at <= facts.at for g in facts.grants)


def manager_bar(request: HttpRequest) -> dict[str, Any]:
    """The bar above every page for managers of the program; empty for everybody else."""
    facts = facts_of_request(request) if manages_here(request) else None
    if facts is None:
        return {}
    halted = halt_of(facts)
    return {
        "links": [{"title": _("Workbench"), "url": "/admin/"}, {"title": _("Grants"), "url": "/admin/rights/grants/"}],
        "halted": halted,
        "narrower": sum(1 for halt in facts.halts if halt.level not in (Halt.Level.EVERYTHING, Halt.Level.PROGRAM)),
        "halt_url": "/portal/halt/",
        "choose_url": f"/portal/halt/?{urlencode({'from': request.path})}",
    }


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the portal; `here` is what its pages put into their context, `count` is what waits there."""

    here: str
    title: Any
    url: str
    count: int = 0


def _to_do(facts: Facts, request: HttpRequest) -> int:
    """What suspends rights: policies to sign, and for who is enrolled rights whose course is not passed."""
    learn = sum(
        1 for right, bit in BITS.items()
        if facts.uncertified & bit and any(grant.right == right for grant in facts.grants)
    )  # fmt: skip
    return facts.unattested + learn if facts.term or manages_here(request) else 0


def portal_tabs(request: HttpRequest) -> list[Tab]:
    facts = facts_of_request(request)
    if facts is None:
        return []
    offered = sum(1 for grant in facts.grants if not grant.live)
    tabs = [
        Tab("today", _("Today"), "/portal/"),
        Tab("write", _("Write"), "/portal/write/"),
        Tab("rights", _("My rights"), "/portal/rights/", offered),
        Tab("learn", _("Learn and sign"), "/portal/learn/", _to_do(facts, request)),
        Tab("decisions", _("Decisions"), "/portal/decisions/"),
        Tab("missions", _("Missions"), "/portal/missions/"),
        Tab("campaigns", _("Campaigns"), "/portal/campaigns/"),
        Tab("points", _("Points and rewards"), "/portal/points/"),
        Tab("profile", _("Profile"), "/portal/profile/"),
    ]
    return [*tabs, Tab("desk", _("Desk"), "/desk/")] if moderates(facts) or manages_here(request) else tabs
