"""What the person at the desk may know of."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from advocates.views.doors import member_of, program_here
from cms.models import Message
from moderation.actions.standing import CONFLICTS, HANDED_ON
from moderation.models import Appeal, Case
from moderation.queries.appeals import within_sight
from moderation.queries.conflicts import NEAR
from moderation.queries.queue import visible
from moderation.queries.standing import Standing, conflicts_of, standing_of
from sitewide.errors import Forbidden, NotFound

ABOUT = ("program", "message__page", "message__author", "message__program", "message__answers__author", "claimed_by")


def standing_here(request: HttpRequest) -> Standing:
    """How the signed-in person stands to the cases of this site's program. Refuses (403) who may look at none."""
    standing = standing_of(member_of(request), program_here(request), at=timezone.now())
    if not standing.may_look:
        raise Forbidden(_("You hold no live right to moderate here, so there is no queue for you."), code="no_grant")
    return standing


def case_here(standing: Standing, case_id: int) -> Case:
    """The case. Refuses 404 outside the person's sight or on their own message, 403 where a conflict bars it."""
    case = visible(standing).select_related(*ABOUT).filter(pk=case_id).first()
    if case is None or (case.message.author_id == standing.person.pk and case.state == Case.State.OPEN):
        raise NotFound(_("There is no such case."))
    is_open = case.state == Case.State.OPEN
    _must_be_free(standing, case.message, is_open=is_open)
    if is_open and case.escalated and not standing.is_staff:
        raise Forbidden(HANDED_ON, code="escalated")
    return case


def appeal_here(standing: Standing, appeal_id: int) -> Appeal:
    """The appeal. Refuses 404 outside the person's sight or their own, 403 where a conflict bars it."""
    appeal = within_sight(standing).filter(pk=appeal_id).first()
    if appeal is None or appeal.by_id == standing.person.pk:
        raise NotFound(_("There is no such appeal."))
    _must_be_free(standing, appeal.decision.case.message, is_open=appeal.state == Appeal.State.OPEN)
    return appeal


def _must_be_free(standing: Standing, message: Message, *, is_open: bool) -> None:
    """What is decided may be read by those who had a hand in it, but by nobody who stands near to its author."""
    bars = [kind for kind in conflicts_of(standing.person, message) if is_open or kind in NEAR]
    if bars:
        raise Forbidden(CONFLICTS[bars[0]], code="no_conflict", detail={"conflict": bars[0]})
