"""What the person at the desk may know of."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.views.doors import member_of, program_here
from moderation.actions.standing import CONFLICTS, HANDED_ON
from moderation.models import Appeal, Case
from moderation.queries.appeals import within_sight
from moderation.queries.queue import visible
from moderation.queries.standing import Standing, conflicts_of, standing_of
from sitewide.errors import Forbidden, NotFound

ABOUT = (
    "program", "message__page", "message__author", "message__program", "message__answers__author",
    "message__root__author", "claimed_by",
)  # fmt: skip


def standing_here(request: HttpRequest) -> Standing:
    """How the signed-in person stands to the cases of this site's program. Refuses (403) who may look at none."""
    standing = standing_of(member_of(request), program_here(request), at=timezone.now())
    if not standing.may_look:
        raise Forbidden(_("You hold no live right to moderate here, so there is no queue for you."), code="no_grant")
    return standing


def case_here(standing: Standing, case_id: int) -> Case:
    """The case. Refuses 404 outside the person's sight or on their own message, 403 where a conflict bars it.

    A case that is decided stays shut as well: it names who flagged, and says what was held against whom. Only having
    decided on it oneself bars no more than an open one.
    """
    case = visible(standing).select_related(*ABOUT).filter(pk=case_id).first()
    if case is None:
        raise NotFound(_("There is no such case."))
    conflicts = [one for one in conflicts_of(standing.person, case.message) if _bars(one, case)]
    if "own" in conflicts:
        raise NotFound(_("There is no such case."))
    if conflicts:
        raise Forbidden(CONFLICTS[conflicts[0]], code="no_conflict")
    if case.escalated and case.state == Case.State.OPEN and not standing.is_staff:
        raise Forbidden(HANDED_ON, code="escalated")
    return case


def appeal_here(standing: Standing, appeal_id: int) -> Appeal:
    """The appeal. Refuses 404 outside the person's sight or their own, 403 where a conflict bars an open one."""
    appeal = within_sight(standing).filter(pk=appeal_id).first()
    if appeal is None or appeal.by_id == standing.person.pk:
        raise NotFound(_("There is no such appeal."))
    if appeal.state == Appeal.State.OPEN and (conflicts := conflicts_of(standing.person, appeal.decision.case.message)):
        raise Forbidden(CONFLICTS[conflicts[0]], code="no_conflict")
    return appeal


def _bars(conflict: str, case: Case) -> bool:
    return case.state == Case.State.OPEN or conflict != "decided"
