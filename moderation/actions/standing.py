"""Who may take a case in hand, and using the right to decide on it."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates import rights
from advocates.models import Exercise, Right
from cms.models import Message
from moderation.models import Decision
from moderation.queries.standing import conflicts_of, standing_of
from sitewide.errors import Forbidden, NotFound

CONFLICTS = {
    "own": _("You wrote this message yourself: somebody else decides on it."),
    "flagged": _("You flagged this message yourself: somebody else decides on it."),
    "decided": _("You have decided on this message before: somebody else decides now."),
    "household": _("You share a household with the author: somebody else decides on it."),
    "employer": _("You and the author are tied by an employer: somebody else decides on it."),
    "competitor": _("You and the author are tied to competitors: somebody else decides on it."),
    "related": _("You stand too near to the author: somebody else decides on it."),
    "cohort": _("You and the author came into the program together: somebody else decides on it."),
}
HANDED_ON = _("This case was handed to the program's staff, who decide on it.")


def must_be_free(conflicts: tuple[str, ...]) -> None:
    """Refuses (403) staff with a conflict; those with a grant are refused by the rule of rights."""
    if conflicts:
        raise Forbidden(CONFLICTS[conflicts[0]], code="no_conflict", detail={"conflict": conflicts[0]})


def must_be_near_nobody(message: Message, person: User) -> None:
    """Refuses (403) somebody with a conflict about the author; having decided on the message is none."""
    must_be_free(tuple(one for one in conflicts_of(person, message) if one != "decided"))


def must_be_heard_about(message: Message, person: User, *, at: datetime, path: str) -> None:
    """Whether somebody may propose something about the author: as who may decide there, with or without quota left.

    Refuses 404 outside their scopes, 403 with a conflict or by the rule of rights.
    """
    standing = standing_of(person, message.program, at=at)
    if not standing.covers(path):
        raise NotFound(_("There is no such case."))
    must_be_near_nobody(message, person)
    if standing.is_staff:
        return
    answer = standing.answer(path)
    if not all(check.passed for check in answer.checks if check.code != "within_quota"):
        raise rights.NotAllowed(answer)


def must_be_allowed(message: Message, person: User, *, at: datetime, path: str, escalated: bool) -> bool:
    """Whether as staff; refuses 404 outside their scopes, 403 with a conflict, after an escalation, or by the rule."""
    standing = standing_of(person, message.program, at=at)
    if not standing.covers(path):
        raise NotFound(_("There is no such case."))
    conflicts = conflicts_of(person, message)
    must_be_free(conflicts)
    if not standing.is_staff:
        if escalated:
            raise Forbidden(HANDED_ON, code="escalated")
        answer = standing.answer(path)
        if not answer.allowed:
            raise rights.NotAllowed(answer)
    return standing.is_staff


def use_right(
    message: Message, person: User, *, at: datetime, path: str, escalated: bool, origin: rights.Origin
) -> tuple[Decision.Capacity, Exercise | None]:
    """In which capacity the person decides on this message now, with the exercise of their right where it is delegated.

    The rule of rights is asked with the grant locked, so that nothing is decided after a revocation has returned.
    """
    if must_be_allowed(message, person, at=at, path=path, escalated=escalated):
        return Decision.Capacity.STAFF, None
    place = rights.Place(message.page_id, path, message.program, (message.pk, message.root_id))
    conflicts = conflicts_of(person, message)
    used = rights.exercise(person, Right.MODERATE, place, at=at, conflicts=conflicts, origin=origin)
    return Decision.Capacity.DELEGATED, used
