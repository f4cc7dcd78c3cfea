"""Contributions arise from sealed entries of the record; the handlers here are a consumer's.

A published message or a decision is credited once, by the earning rule that holds when it is read. What is hidden,
removed, withdrawn or overturned is reversed by a new transfer, and credited again by another when it is restored.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from advocates.models import Enrolment, Program
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.models import Account, Contribution, EarningRule, Transfer
from cms.models import Message
from moderation.models import Appeal, Decision
from record.actions import write
from record.models import Entry

CREDITS = frozenset({"message.published", "message.released", "message.restored", "decision.made"})
REVERSALS = frozenset({"message.hidden", "message.removed", "message.withdrawn", "message.held", "appeal.overturned"})


def handle(entry: Entry) -> None:
    """Credit or reverse what one sealed entry tells; safe to be told twice."""
    subject = _subject(entry)
    if subject is None or entry.program_id is None:
        return
    if entry.verb in REVERSALS:
        reverse(subject, cause=f"entry:{entry.pk}", at=entry.at)
    elif _counts(subject):
        credit(subject, cause=f"entry:{entry.pk}", at=entry.at)


def _subject(entry: Entry) -> Message | Decision | None:
    """The message or decision that the entry is about; for an appeal the decision it overturned."""
    if entry.subject_kind == "cms.message":
        return Message.objects.select_related("program").filter(pk=entry.subject_id).first()
    if entry.subject_kind == "moderation.appeal":
        appeal = Appeal.objects.select_related("decision__case__program").filter(pk=entry.subject_id).first()
        return appeal.decision if appeal else None
    return Decision.objects.select_related("case__program").filter(pk=entry.subject_id).first()


def _counts(subject: Message | Decision) -> bool:
    """What is no longer public, or was overturned meanwhile, is not credited however late its entry is read."""
    if isinstance(subject, Message):
        return subject.state == Message.State.PUBLISHED
    return subject.overturned_at is None and subject.capacity == Decision.Capacity.DELEGATED


def _told(subject: Message | Decision) -> tuple[Program, User, str]:
    if isinstance(subject, Message):
        return subject.program, subject.author, subject.kind
    return subject.case.program, subject.by, EarningRule.What.DECISION


@transaction.atomic
def credit(subject: Message | Decision, *, cause: str, at: datetime) -> Contribution | None:
    """Credit an advocate for a message or decision by the program's rule; None where nothing is paid for it.

    Over the day's cap the contribution is kept without points. What was reversed before gets back what was taken.
    """
    program, member, what = _told(subject)
    account = Account.objects.select_for_update().get(pk=account_of(program, member).pk)
    contribution = Contribution.objects.filter(**_key(subject)).first() or _arisen(subject, at)
    if contribution is None or contribution.state in (Contribution.State.CREDITED, Contribution.State.CAPPED):
        return contribution
    missing = contribution.points - contribution.standing
    if missing:
        lines = [(side_of(program, Account.Kind.ISSUED), -missing), (account, missing)]
        memo = contribution.get_what_display()
        post(program=program, kind=Transfer.Kind.EARNED, cause=cause, lines=lines, memo=memo, at=at)
    contribution.state, contribution.standing = Contribution.State.CREDITED, contribution.points
    contribution.save()
    write("contribution.credited", at=at, program=program, subject=contribution, points=missing, what=what)
    return contribution


def _key(subject: Message | Decision) -> dict[str, Any]:
    return {"subject_kind": subject._meta.label_lower, "subject_id": subject.pk}


def _arisen(subject: Message | Decision, at: datetime) -> Contribution | None:
    """A contribution by the rule of now, not credited yet; over the cap it is stored as such and earns nothing."""
    program, member, what = _told(subject)
    rule = EarningRule.objects.filter(program=program, what=what, active=True, points__gt=0).first()
    if rule is None or not _enrolled(program, member, at):
        return None
    fresh = Contribution(**_key(subject), program=program, member=member, what=what, points=rule.points, at=at)
    fresh.state = Contribution.State.REVERSED
    if rule.per_day is not None and _today(program, member, what, at) >= rule.per_day:
        fresh.state, fresh.points = Contribution.State.CAPPED, 0
        fresh.save()
        write("contribution.capped", at=at, program=program, subject=fresh, what=what)
    return fresh


@transaction.atomic
def reverse(subject: Message | Decision, *, cause: str, at: datetime) -> Contribution | None:
    """Take a contribution back by a new transfer. What was already spent stays spent: the balance stops at zero."""
    credited = Contribution.objects.filter(**_key(subject), state=Contribution.State.CREDITED)
    program, member, what = _told(subject)
    account = Account.objects.select_for_update().get(pk=account_of(program, member).pk)
    contribution = credited.first()
    if contribution is None:
        return None
    back = min(contribution.standing, account.balance)
    if back:
        lines = [(account, -back), (side_of(program, Account.Kind.ISSUED), back)]
        memo = contribution.get_what_display()
        post(program=program, kind=Transfer.Kind.REVERSED, cause=cause, lines=lines, memo=memo, at=at)
    contribution.state = Contribution.State.REVERSED
    contribution.standing -= back
    contribution.save(update_fields=["state", "standing"])
    write("contribution.reversed", at=at, program=program, subject=contribution, points=back, what=what)
    return contribution


def _enrolled(program: Program, member: User, at: datetime) -> bool:
    terms = Enrolment.objects.filter(program=program, member=member, term_starts__lte=at, term_ends__gt=at)
    return terms.filter(ended_at=None).exists() or terms.filter(ended_at__gt=at).exists()


def _today(program: Program, member: User, what: str, at: datetime) -> int:
    """How many contributions of this kind were credited on the program's calendar day of `at`."""
    midnight = at.astimezone(program.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    day = Contribution.objects.filter(program=program, member=member, what=what, at__gte=midnight)
    return day.filter(at__lt=midnight + timedelta(days=1)).exclude(state=Contribution.State.CAPPED).count()
