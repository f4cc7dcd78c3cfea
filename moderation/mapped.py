"""Reads the record and keeps which scenario each case fits. Reading an entry twice changes nothing."""

from moderation.actions.playbook.fits import fit_case, settle_fit
from moderation.models import Case, Flag
from record.models import Entry

NAME = "moderation.playbook"
ENDS = frozenset({"decision.made", "case.closed"})
VERBS = ENDS | {"case.opened", "flag.raised", "message.edited", "message.held"}


def handle(entry: Entry) -> None:
    """Fit the case that the entry is about, if one is open; settle it where the entry ends it."""
    if entry.verb == "decision.made":
        settle_fit(entry.data["case"])
    elif entry.verb == "case.closed":
        settle_fit(entry.subject_id)
    elif number := _concerned(entry):
        fit_case(number, at=entry.at)


def _concerned(entry: Entry) -> int | None:
    """The open case that there is more, or something else, to know about."""
    if entry.verb == "case.opened":
        return entry.subject_id
    message: int | None = entry.subject_id
    if entry.verb == "flag.raised":
        message = Flag.objects.filter(pk=entry.subject_id).values_list("message", flat=True).first()
    return Case.objects.filter(message=message, state=Case.State.OPEN).values_list("pk", flat=True).first()
