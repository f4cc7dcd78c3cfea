"""Contributions arise from sealed entries of the record; `handle` is a consumer's.

A published message or a decision is credited once, by the earning rule that holds when its entry is read. What is
hidden, removed, withdrawn or overturned is taken back by a new transfer, and given back by another when it is restored.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from advocates.actions.connections import see_points
from advocates.models import Enrolment, Program
from campaigns.actions.ledger import locked_account, post, side_of
from campaigns.models import Account, Contribution, EarningRule, Transfer
from cms.models import Message
from moderation.models import Appeal, Decision
from record.actions import write
from record.models import Entry

Subject = Message | Decision
State = Contribution.State
GOOD = frozenset({"message.published", "message.released", "message.restored", "decision.made"})
BAD = frozenset({"message.hidden", "message.removed", "message.withdrawn", "message.held", "appeal.overturned"})


def handle(entry: Entry) -> None:
    """Bring the points in line with the message or decision that the entry is about, as it is now.

    Safe to be told twice, late, or out of order: what counts is the state of the subject, not the entry's word.
    """
    subject = _subject(entry)
    if subject is not None and entry.program_id is not None:
        known = align(subject, cause=f"entry:{entry.pk}", at=entry.at)
        if known is not None and known.state == State.CREDITED:
            see_points(known.program, known.member, at=entry.at)


def _subject(entry: Entry) -> Subject | None:
    """The message or decision that the entry is about; for an appeal the decision it overturned."""
    if entry.subject_kind == "cms.message":
        return Message.objects.select_related("program", "author").filter(pk=entry.subject_id).first()
    decisions = Decision.objects.select_related("case__program", "by")
    if entry.subject_kind == "moderation.appeal":
        appealed = Appeal.objects.filter(pk=entry.subject_id).values("decision")
        return decisions.filter(pk__in=appealed).first()
    return decisions.filter(pk=entry.subject_id).first()


def _told(subject: Subject) -> tuple[Program, User, str]:
    if isinstance(subject, Message):
        return subject.program, subject.author, subject.kind
    return subject.case.program, subject.by, EarningRule.What.DECISION


@transaction.atomic
def align(subject: Subject, *, cause: str, at: datetime) -> Contribution | None:
    """Credit what stands and is not credited, take back what is credited and does not stand any more.

    None where nothing is or was paid for: whoever speaks without being enrolled has no contributions. The member's
    account is locked first and the subject read after it, so that two readers of the record come one after the other.
    """
    program, member, what = _told(subject)
    known = Contribution.objects.filter(**_key(subject))
    if not known.exists() and not _enrolled(program, member, at):
        return None
    account = locked_account(program, member)
    contribution = known.first()
    if contribution and Transfer.objects.filter(cause=cause).exists():
        return contribution
    if not _stands(subject):
        return _taken_back(contribution, account, cause, at)
    return _credited(contribution or _arisen(subject, program, member, what, at), account, cause, at)


def _key(subject: Subject) -> dict[str, Any]:
    return {"subject_kind": subject._meta.label_lower, "subject_id": subject.pk}


def _stands(subject: Subject) -> bool:
    """Whether it is public, or not overturned, as committed now, however old its entry or what was read of it is."""
    if isinstance(subject, Message):
        return Message.objects.filter(pk=subject.pk, state=Message.State.PUBLISHED).exists()
    delegated = Decision.objects.filter(pk=subject.pk, capacity=Decision.Capacity.DELEGATED)
    return delegated.filter(overturned_at=None).exists()


def _credited(contribution: Contribution, account: Account, cause: str, at: datetime) -> Contribution:
    """Pay what is missing of it: all for a new one, exactly what was taken for one that was taken back."""
    if State.CREDITED not in Contribution.TRANSITIONS[contribution.state]:
        return contribution
    missing = contribution.points - contribution.standing
    contribution.state, contribution.standing = State.CREDITED, contribution.points
    contribution.save()
    _post(contribution, account, missing, cause, at)
    return contribution


def _taken_back(contribution: Contribution | None, account: Account, cause: str, at: datetime) -> Contribution | None:
    """Take back what of it stands. What was spent already stays spent: the balance stops at zero."""
    if contribution is None or State.REVERSED not in Contribution.TRANSITIONS[contribution.state]:
        return contribution
    back = min(contribution.standing, account.balance)
    contribution.state, contribution.standing = State.REVERSED, contribution.standing - back
    contribution.save(update_fields=["state", "standing"])
    _post(contribution, account, -back, cause, at)
    return contribution


def _post(contribution: Contribution, account: Account, points: int, cause: str, at: datetime) -> None:
    """Move the points, if there are any, and write what became of the contribution."""
    program, credited = contribution.program, contribution.state == State.CREDITED
    if points:
        lines = [(account, points), (side_of(program, Account.Kind.ISSUED), -points)]
        kind = Transfer.Kind.EARNED if credited else Transfer.Kind.REVERSED
        memo = contribution.get_what_display()
        post(program=program, kind=kind, cause=cause, lines=lines, memo=memo, at=at, contribution=contribution)
    verb = "contribution.credited" if credited else "contribution.reversed"
    write(verb, at=at, program=program, subject=contribution, points=abs(points), what=contribution.what)


def _arisen(subject: Subject, program: Program, member: User, what: str, at: datetime) -> Contribution:
    """A contribution by the rule of now, still to be credited; unpaid or over the day's cap it is stored as such."""
    fresh = Contribution(**_key(subject), program=program, member=member, what=what, at=at, points=0)
    rule = EarningRule.objects.filter(program=program, what=what, active=True, points__gt=0).first()
    if rule is None:
        fresh.state = State.UNPAID
    elif rule.per_day is not None and _today(program, member, what, at) >= rule.per_day:
        fresh.state = State.CAPPED
    else:
        fresh.state, fresh.points = State.REVERSED, rule.points
        return fresh
    fresh.save()
    write(f"contribution.{fresh.state}", at=at, program=program, subject=fresh, what=what)
    return fresh


def _enrolled(program: Program, member: User, at: datetime) -> bool:
    terms = Enrolment.objects.filter(program=program, member=member, term_starts__lte=at, term_ends__gt=at)
    return terms.filter(Q(ended_at=None) | Q(ended_at__gt=at)).exists()


def _today(program: Program, member: User, what: str, at: datetime) -> int:
    """How many contributions of this kind were paid for on the program's calendar day of `at`.

    One that was taken back still counts: withdrawing and writing again must not reach past the cap.
    """
    midnight = at.astimezone(program.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    day = Contribution.objects.filter(program=program, member=member, what=what, at__gte=midnight)
    return day.filter(at__lt=midnight + timedelta(days=1), points__gt=0).count()
