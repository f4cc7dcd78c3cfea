"""Every way in which somebody can stand near to an author, set up by the actions or rows of the product."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from accounts.models import User
from advocates.models import Application, InvitationLink, Nomination
from moderation.actions.ties import declare
from moderation.models import Tie
from tests.factories import GrantFactory
from tests.moderation.stage import Stage

WAYS = (
    "household", "employer", "competitor", "named_by_author", "same_employer", "rivals", "invited", "nominated",
    "nominated_by", "passed_on", "passed_on_by",
)  # fmt: skip


def tie(stage: Stage, person: User, kind: str = "household", **fields: object) -> Tie:
    """Recorded by the manager."""
    known = {"actor": stage.manager, "at": timezone.now(), "reason": "Seen on their pages."}
    return declare(stage.program, person=person, kind=kind, **known | fields)  # type: ignore[arg-type]


def bring_near(stage: Stage, person: User, author: User, way: str) -> None:
    """Make the two stand near in this way."""
    if way in Tie.Kind.values:
        tie(stage, person, way, other=author)
    elif way in ("same_employer", "rivals"):
        tie(stage, person, "employer" if way == "same_employer" else "competitor", organisation="Pots & Co.")
        tie(stage, author, "employer", organisation="POTS  & CO")
    else:
        BY_ROWS[way](stage, person, author)


def _invited(stage: Stage, person: User, author: User) -> None:
    link = InvitationLink.objects.create(
        program=stage.program, purpose="Fair", sha256=uuid4().hex, made_at=timezone.now(),
        made_by=stage.manager, ends_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    for one in (person, author):
        _applied(stage, one, link)


def _applied(stage: Stage, person: User, link: InvitationLink | None = None) -> Application:
    return Application.objects.create(
        program=stage.program, applicant=person, state="accepted", begun_at=timezone.now(), invited_by=link
    )


def _nominated(stage: Stage, nominator: User, other: User) -> None:
    now = timezone.now()
    Nomination.objects.create(
        program=stage.program, nominator=nominator, reason="Kind.", address_hash="x",
        sha256=uuid4().hex, state="agreed", made_at=now, ends_at=now + timedelta(days=1),
        answered_at=now, application=_applied(stage, other),
    )  # fmt: skip


def _passed(stage: Stage, giver: User, holder: User) -> None:
    known = {"program": stage.program, "right": "reply"}
    above = GrantFactory(**known, advocate=giver, scope=stage.kitchen.page_ptr, may_be_passed_on=True, per_day=9)
    GrantFactory(
        **known, advocate=holder, scope=stage.kitchen.page_ptr, granted_by=giver, passed_from=above, per_day=1,
        offered_at=above.offered_at, ends_at=above.ends_at,
    )  # fmt: skip


BY_ROWS = {
    "named_by_author": lambda stage, person, author: tie(stage, author, "household", other=person),
    "invited": _invited,
    "nominated": _nominated,
    "nominated_by": lambda stage, person, author: _nominated(stage, author, person),
    "passed_on": _passed,
    "passed_on_by": lambda stage, person, author: _passed(stage, author, person),
}
