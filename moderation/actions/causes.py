"""Opening cases: what makes somebody look at a message. There is at most one open case for a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from cms.models import Message
from moderation.models import Case, Cause
from record.actions import write
from sitewide.errors import Conflict

MOST_URGENT = 4
HOURS_DUE = {0: 96, 1: 48, 2: 24, 3: 8, 4: 2}
"""Hours until somebody should have decided, by urgency."""
URGENCY = {Cause.Kind.HELD: 1, Cause.Kind.FLAG: 2, Cause.Kind.STAFF: 2, Cause.Kind.RULE: 2, Cause.Kind.SAMPLE: 0}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to look at a message, before it is a row. `urgency` is that of its kind unless a rule says another."""

    kind: Cause.Kind
    at: datetime
    flag_id: int | None = None
    rule_id: int | None = None
    detail: str = ""
    urgency: int | None = None
    entry_id: int | None = None

    @property
    def weight(self) -> int:
        return URGENCY[self.kind] if self.urgency is None else min(self.urgency, MOST_URGENT)


@transaction.atomic
def open_case(message: Message, *, reasons: Sequence[Reason], at: datetime, actor: User | None = None) -> Case:
    """The open case of the message with these reasons in it: a new one, or the one that is open already.

    Simultaneous calls end in one case with all reasons: the unique key refuses the second, which then joins the first.
    """
    case = _locked(message)
    if case is None:
        case = _opened(message, reasons, at, actor) or _locked(message)
    if case is None:
        raise Conflict(_("The case was closed in the same moment. Try again."))
    return _grown(case, reasons, at)


@transaction.atomic
def look_again(message: Message, *, actor: User, at: datetime, note: str = "") -> Case:
    """Staff ask for another look at any message that is not withdrawn. Refuses (403) anybody else, (409) an open case."""
    must_manage(actor, message.program)
    if message.state == Message.State.WITHDRAWN:
        raise Conflict(_("Its author has withdrawn this message: there is nothing to decide."))
    if _locked(message) is not None:
        raise Conflict(_("A case is open for this message already."))
    return open_case(message, reasons=[Reason(Cause.Kind.STAFF, at, detail=note[:200])], at=at, actor=actor)


@transaction.atomic
def close_case(message: Message, *, at: datetime, actor: User | None = None) -> Case | None:
    """Close the message's open case without a decision, because there is nothing left to decide on."""
    case = _locked(message)
    if case is None:
        return None
    case.state, case.closed_at = Case.State.CLOSED, at
    case.claimed_by = case.claimed_until = None
    case.version += 1
    case.save()
    write("case.closed", at=at, subject=case, program=case.program, actor=actor, message=message.pk)
    return case


def _locked(message: Message) -> Case | None:
    return Case.objects.select_for_update().filter(message=message, state=Case.State.OPEN).first()


def _opened(message: Message, reasons: Sequence[Reason], at: datetime, actor: User | None) -> Case | None:
    """A new case; None if another process was quicker."""
    case = Case(program=message.program, message=message, path=message.page.path, urgency=0, opened_at=at)
    case.due_at = at + timedelta(hours=HOURS_DUE[0])
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        return None
    causes = sorted({str(reason.kind) for reason in reasons})
    write("case.opened", at=at, subject=case, program=message.program, actor=actor, message=message.pk, causes=causes)
    return case


def _grown(case: Case, reasons: Sequence[Reason], at: datetime) -> Case:
    """The case with those reasons that are new to it: as urgent as the weightiest, one step more for each further flag."""
    for reason in reasons:
        said = {
            "kind": reason.kind,
            "flag_id": reason.flag_id,
            "rule_id": reason.rule_id,
            "detail": reason.detail[:200],
        }
        if not case.causes.filter(**said).exists():
            Cause.objects.create(case=case, at=reason.at, entry_id=reason.entry_id, **said)
    flags = case.causes.filter(kind=Cause.Kind.FLAG).count()
    by_flags = URGENCY[Cause.Kind.FLAG] + flags - 1 if flags else 0
    case.urgency = min(max(case.urgency, by_flags, *(reason.weight for reason in reasons)), MOST_URGENT)
    case.due_at = min(case.due_at, at + timedelta(hours=HOURS_DUE[case.urgency]))
    case.version += 1
    case.save(update_fields=["urgency", "due_at", "version"])
    return case
