"""Contributions arise from sealed entries of the record; `handle` is a consumer's.

What stands is credited once, by the earning rule that held when it was done. What is hidden, removed, withdrawn,
overturned or revoked is taken back by a new transfer, and given back by another when it stands again.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q

from accounts.models import User
from advocates.actions.connections import see_points
from advocates.models import Enrolment, Program
from campaigns.actions.budget import lock_budget
from campaigns.actions.holds import hold, take_back
from campaigns.actions.ledger import locked_account, post, side_of
from campaigns.models import Account, Contribution, Transfer
from campaigns.queries.reckoning import Counts, Piece, Terms, reckon
from campaigns.queries.rules import counts_before, rule_at
from campaigns.queries.subjects import VERBS, Kind, Told, kind_of
from campaigns.queries.treasury import points_short
from record.actions import write
from record.models import Entry

State = Contribution.State
UNPAID = frozenset({Contribution.Why.NO_RULE, Contribution.Why.NOTHING})


def handle(entry: Entry) -> None:
    """Bring the points in line with what the entry is about, as it is now.

    Safe to be told twice, late, or out of order: what counts is the state of the subject, not the entry's word.
    """
    for kind in VERBS.get(entry.verb, ()):
        subject = kind.of_entry(entry)
        if subject is not None and entry.program_id is not None:
            known = align(subject, cause=_cause(entry, kind), at=entry.at)
            if known is not None and known.state == State.CREDITED:
                see_points(known.program, known.member, at=entry.at)


def _cause(entry: Entry, kind: Kind) -> str:
    """One entry may be about two subjects: a message that is hidden, and its being an accepted answer."""
    own = entry.subject_kind == kind.label
    return f"entry:{entry.pk}" if own else f"entry:{entry.pk}:{kind.label}"


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
        return _taken_back(contribution, cause, at)
    return _credited(contribution or _arisen(subject, told, at), account, cause, at)


def _credited(contribution: Contribution, account: Account, cause: str, at: datetime) -> Contribution:
    """Pay what is missing of it: all for a new one, exactly what was taken for one that was taken back."""
    if State.CREDITED not in Contribution.TRANSITIONS[contribution.state]:
        return contribution
    missing = contribution.points - contribution.standing
    contribution.state, contribution.standing = State.CREDITED, contribution.points
    contribution.save()
    if missing:
        _pay(contribution, account, missing, cause, at)
    _tell("contribution.credited", contribution, missing, at)
    return contribution


def _pay(contribution: Contribution, account: Account, points: int, cause: str, at: datetime) -> None:
    """To be spent now; or on hold, until the budget covers them, or until the rule's days are over."""
    program, member = contribution.program, contribution.member
    about: dict[str, Any] = {"memo": contribution.get_what_display(), "at": at, "contribution": contribution}
    due = contribution.due_at
    lock_budget(program)
    if points_short(program, points):
        hold(program, member=member, points=points, cause=cause, until=None, **about)
    elif due is not None and due > at:
        hold(program, member=member, points=points, cause=cause, until=due, **about)
    else:
        lines = [(account, points), (side_of(program, Account.Kind.ISSUED), -points)]
        post(program=program, kind=Transfer.Kind.EARNED, cause=cause, lines=lines, **about)


def _taken_back(contribution: Contribution | None, cause: str, at: datetime) -> Contribution | None:
    """Take back what of it stands. What was spent already stays spent: the balance stops at zero."""
    if contribution is None or State.REVERSED not in Contribution.TRANSITIONS[contribution.state]:
        return contribution
    back = take_back(
        contribution.program, member=contribution.member, points=contribution.standing, cause=cause,
        memo=contribution.get_what_display(), at=at, contribution=contribution,
    )  # fmt: skip
    contribution.state, contribution.standing = State.REVERSED, contribution.standing - back
    contribution.save(update_fields=["state", "standing"])
    _tell("contribution.reversed", contribution, back, at)
    return contribution


def take_back_rest(program: Program, *, member: User, most: int, after: Transfer, at: datetime) -> None:
    """Take back what stayed with somebody only because it was spent, when `after` has brought points back to them.

    At most so many points, the oldest contribution first, each once for that transfer. The member's account is locked.
    """
    stayed = Contribution.objects.filter(program=program, member=member, state=State.REVERSED, standing__gt=0)
    for row in stayed.order_by("pk"):
        back = take_back(
            program, member=member, points=min(row.standing, most), cause=f"again:{row.pk}:{after.pk}",
            memo=row.get_what_display(), at=at, contribution=row,
        )  # fmt: skip
        most, row.standing = most - back, row.standing - back
        row.save(update_fields=["standing"])
        _tell("contribution.reversed", row, back, at)
        if not most or not back:
            return


def _tell(verb: str, contribution: Contribution, points: int, at: datetime) -> None:
    write(verb, at=at, program=contribution.program, subject=contribution, points=points, what=contribution.what)


def _arisen(subject: Model, told: Told, at: datetime) -> Contribution:
    """A contribution by the rule that held then, still to be credited; one that earns nothing is stored with its why."""
    rule = rule_at(told.program, told.what, at)
    terms = Terms.of(rule) if rule else None
    place: dict[str, Any] = {"partner": told.partner, "place": told.place}
    counts = counts_before(terms, program=told.program, member=told.member, at=at, **place) if terms else Counts()
    outcome = reckon(terms, _piece(told), counts)
    fresh = Contribution(
        subject_kind=kind_of(subject).label, subject_id=subject.pk, program=told.program, member=told.member,
        what=told.what, at=at, rule=rule, points=outcome.points, divisor=outcome.divisor, why=outcome.why,
        promised=told.points, minutes=told.minutes, pieces=told.pieces, state=State.REVERSED, **place,
    )  # fmt: skip
    if outcome.points:
        return fresh
    fresh.state = State.UNPAID if outcome.why in UNPAID else State.CAPPED
    fresh.save()
    verb = f"contribution.{fresh.state}"
    write(verb, at=at, program=told.program, subject=fresh, what=told.what, why=str(outcome.why))
    return fresh


def _piece(told: Told) -> Piece:
    return Piece(
        promised=told.points, minutes=told.minutes, pieces=told.pieces, with_somebody=told.partner is not None,
        on_a_page=told.place is not None,
    )  # fmt: skip


def _enrolled(program: Program, member: User, at: datetime) -> bool:
    terms = Enrolment.objects.filter(program=program, member=member, term_starts__lte=at, term_ends__gt=at)
    return terms.filter(Q(ended_at=None) | Q(ended_at__gt=at)).exists()
