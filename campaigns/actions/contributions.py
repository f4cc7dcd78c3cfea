"""Contributions arise from sealed entries of the record; `handle` is a consumer's.

A published message or a decision is credited once, by the earning rule that holds when its entry is read. What is
hidden, removed, withdrawn or overturned is taken back by a new transfer, and given back by another when it is restored.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from accounts.models import User
from advocates.actions.connections import see_points
from advocates.models import Enrolment, Program
from campaigns.actions.ledger import locked_account, post, side_of
from campaigns.models import Account, Contribution, EarningRule, Transfer
from campaigns.queries.subjects import VERBS, Told, kind_of
from record.actions import write
from record.models import Entry

State = Contribution.State


def handle(entry: Entry) -> None:
    """Bring the points in line with what the entry is about, as it is now.

    Safe to be told twice, late, or out of order: what counts is the state of the subject, not the entry's word.
    """
    for kind in VERBS.get(entry.verb, ()):
        subject = kind.of_entry(entry)
        if subject is not None and entry.program_id is not None:
            known = align(subject, cause=f"entry:{entry.pk}", at=entry.at)
            if known is not None and known.state == State.CREDITED:
                see_points(known.program, known.member, at=entry.at)


@transaction.atomic
def align(subject: Model, *, cause: str, at: datetime) -> Contribution | None:
    """Credit what stands and is not credited, take back what is credited and does not stand any more.

    None where nothing is or was paid for: whoever speaks without being enrolled has no contributions. The member's
    account is locked first and the subject read after it, so that two readers of the record come one after the other.
    """
    kind = kind_of(subject)
    told = kind.told(subject)
    known = Contribution.objects.filter(subject_kind=kind.label, subject_id=subject.pk)
    if not known.exists() and not _enrolled(told.program, told.member, at):
        return None
    account = locked_account(told.program, told.member)
    contribution = known.first()
    if contribution and Transfer.objects.filter(cause=cause).exists():
        return contribution
    if not kind.stands(subject):
        return _taken_back(contribution, account, cause, at)
    return _credited(contribution or _arisen(subject, told, at), account, cause, at)


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


def _arisen(subject: Model, told: Told, at: datetime) -> Contribution:
    """A contribution by the rule of now, still to be credited; unpaid or over the day's cap it is stored as such."""
    key: dict[str, Any] = {"subject_kind": kind_of(subject).label, "subject_id": subject.pk}
    fresh = Contribution(**key, program=told.program, member=told.member, what=told.what, at=at, points=0)
    rule = EarningRule.objects.filter(program=told.program, what=told.what, active=True, points__gt=0).first()
    if rule is None:
        fresh.state = State.UNPAID
    elif rule.per_day is not None and _today(told.program, told.member, told.what, at) >= rule.per_day:
        fresh.state = State.CAPPED
    else:
        fresh.state, fresh.points = State.REVERSED, rule.points
        return fresh
    fresh.save()
    write(f"contribution.{fresh.state}", at=at, program=told.program, subject=fresh, what=told.what)
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
