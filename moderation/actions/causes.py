"""Opening cases: what makes somebody look at a message. There is at most one open case for a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from cms.models import Message
from cms.queries.reading import readers_of_page
from moderation.actions.alike import gather, let_go, lift, one_at_a_time
from moderation.models import Case, Cause, Flag, Intake
from moderation.queries.flaggers import credible_flags, weights_of
from moderation.queries.language import TOLD_APART, detected
from moderation.queries.promise import hours_for
from moderation.urgency import MOST, Weighed, urgency_of
from record.actions import write
from sitewide.characters import settled
from sitewide.errors import Conflict
from sitewide.text import to_plain

MOST_URGENT = MOST
SEVERITY = {Cause.Kind.HELD: 1, Cause.Kind.FLAG: 0, Cause.Kind.STAFF: 2, Cause.Kind.RULE: 2, Cause.Kind.SAMPLE: 0}
"""How much a cause matters by itself, unless a rule says another; flags matter by how many of them are credible."""


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
    def severity(self) -> int:
        return SEVERITY[self.kind] if self.urgency is None else min(self.urgency, MOST_URGENT)


@transaction.atomic
def open_case(message: Message, *, reasons: Sequence[Reason], at: datetime, actor: User | None = None) -> Case:
    """The open case of the message with these reasons in it: a new one, or the one that is open already.

    Simultaneous calls end in one case with all reasons: the unique key refuses the second, which then joins the first.
    A new case that says nearly the same as another stands behind that one (see `moderation.actions.alike`).
    """
    hours = hours_for(message.program_id, message.page.path)
    if case := _locked(message):
        grown = _grown(case, reasons, hours, at)
        lift(grown)
        return grown
    intake = one_at_a_time(message)
    opened = _opened(message, reasons, intake, hours=hours, at=at, actor=actor)
    case = opened or _locked(message)
    if case is None:
        raise Conflict(_("The case was closed in the same moment. Try again."))
    case = _grown(case, reasons, hours, at)
    if opened:
        gather(case, message, intake, at=at)
    lift(case)
    return case


@transaction.atomic
def look_again(message: Message, *, actor: User, at: datetime, note: str = "") -> Case:
    """Staff ask for another look at any message that is not withdrawn. Refuses (403) anybody else, (409) an open case."""
    must_manage(actor, message.program)
    if message.state == Message.State.WITHDRAWN:
        raise Conflict(_("Its author has withdrawn this message: there is nothing to decide."))
    if _locked(message) is not None:
        raise Conflict(_("A case is open for this message already."))
    words = " ".join(settled(note).split())
    return open_case(message, reasons=[Reason(Cause.Kind.STAFF, at, detail=words[:200])], at=at, actor=actor)


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
    let_go(case, at=at)
    write("case.closed", at=at, subject=case, program=case.program, actor=actor, message=message.pk)
    return case


def _locked(message: Message) -> Case | None:
    return Case.objects.select_for_update().filter(message=message, state=Case.State.OPEN).first()


def _opened(
    message: Message,
    reasons: Sequence[Reason],
    intake: Intake,
    *,
    hours: Sequence[int],
    at: datetime,
    actor: User | None,
) -> Case | None:
    """A new case with what is known of text and place; None if another process was quicker."""
    among = intake.languages.split() or TOLD_APART
    case = Case(
        program=message.program, message=message, path=message.page.path, urgency=0, opened_at=at,
        due_at=at + timedelta(hours=hours[0]), reach=readers_of_page(message.page_id, at.date()),
        language=detected(f"{message.title}\n{to_plain(message.body)}", among=among),
    )  # fmt: skip
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError:
        return None
    causes = sorted({str(reason.kind) for reason in reasons})
    write("case.opened", at=at, subject=case, program=message.program, actor=actor, message=message.pk, causes=causes)
    return case


def _grown(case: Case, reasons: Sequence[Reason], hours: Sequence[int], at: datetime) -> Case:
    """The case with those reasons that are new to it, never less urgent and never due later than before."""
    new = [reason for reason in reasons if not case.causes.filter(**_said(reason)).exists()]
    weights = _weights(case, new, at)
    for reason in new:
        weight = weights.get(reason.flag_id) if reason.flag_id else None
        Cause.objects.create(case=case, at=reason.at, entry_id=reason.entry_id, weight=weight, **_said(reason))
    severity = max((reason.severity for reason in reasons), default=0)
    flags = credible_flags(case) if any(reason.kind == Cause.Kind.FLAG for reason in reasons) else 0.0
    case.urgency = max(case.urgency, urgency_of(Weighed(severity, flags, case.reach)))
    case.due_at = min(case.due_at, at + timedelta(hours=hours[case.urgency]))
    case.version += 1
    case.save(update_fields=["urgency", "due_at", "version"])
    return case


def _said(reason: Reason) -> dict[str, object]:
    """What makes two reasons the same."""
    detail = reason.detail[:200]
    return {"kind": reason.kind, "flag_id": reason.flag_id, "rule_id": reason.rule_id, "detail": detail}


def _weights(case: Case, reasons: Sequence[Reason], at: datetime) -> dict[int, int]:
    """In percent, by flag, how much each counts; two queries where there is one."""
    numbers = [reason.flag_id for reason in reasons if reason.flag_id]
    if not numbers:
        return {}
    flaggers = dict(Flag.objects.filter(pk__in=numbers).values_list("pk", "by"))
    weights = weights_of(flaggers.values(), case.program_id, at=at)
    return {flag: max(1, round(100 * weights[person])) for flag, person in flaggers.items()}
