"""Points given or taken by hand: with a reason, never to oneself, and above the program's limit by two managers."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from campaigns.actions.budget import lock_budget
from campaigns.actions.ledger import locked_account, post, side_of
from campaigns.actions.near import must_not_be_near
from campaigns.models import Account, Adjustment, Transfer, Treasury
from campaigns.queries.treasury import points_short
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.mail import write_letter
from sitewide.reasons import reason_of

MOST_POINTS = 100_000
LONGEST = 200
DAYS_TOGETHER = 30
"""What was adjusted for the same member by one person alone in these days counts together: no limit is passed in slices."""
State = Adjustment.State


@transaction.atomic
def adjust(
    program: Program, *, member: User, points: int, reason: str, key: str, actor: User, at: datetime
) -> Adjustment:
    """Give or take points by hand, once per `key`; above the limit it waits for a second manager.

    Refuses 403 whoever is no manager, one's own points and those of somebody near (`own_points`, `near`), 422 no or a
    too long reason and points out of range, and 409 taking more than the member has or giving more than the budget
    covers.
    """
    must_manage(actor, program)
    _not_own(actor, member)
    must_not_be_near(actor, [member.pk], program, since=at)
    reason = _said(reason)
    if not 1 <= abs(points) <= MOST_POINTS:
        raise Invalid(_("Adjust by 1 to 100,000 points, up or down."), code="bad_points")
    if not 1 <= len(key) <= 64:
        raise Invalid(_("A key has 1 to 64 characters."), code="bad_key")
    locked_account(program, member)
    if earlier := Adjustment.objects.filter(asked_by=actor, key=key).first():
        return _same(earlier, program, member, points)
    fresh = Adjustment(program=program, member=member, points=points, reason=reason, key=key)
    fresh.asked_by, fresh.asked_at = actor, at
    if needs_second(program, member, points, at=at):
        fresh.save()
        write("points.adjustment_asked", at=at, actor=actor, program=program, subject=fresh, points=points)
        return fresh
    return _done(fresh, actor, at)


@transaction.atomic
def confirm(adjustment: Adjustment, *, actor: User, at: datetime) -> Adjustment:
    """The second manager agrees: the points move. Refuses as `refuse` does, and taking more than there is now (409)."""
    waiting = _waiting(adjustment, actor, State.DONE)
    waiting.answered_by, waiting.answered_at = actor, at
    return _done(waiting, actor, at)


@transaction.atomic
def refuse(adjustment: Adjustment, *, note: str, actor: User, at: datetime) -> Adjustment:
    """The second manager does not agree, and says why. Refuses whoever is no manager, asked for it or would get it
    (403), what is answered already (409), and without a note (422)."""
    waiting = _waiting(adjustment, actor, State.REFUSED)
    waiting.note = _said(note)
    waiting.state, waiting.answered_by, waiting.answered_at = State.REFUSED, actor, at
    waiting.save()
    write("points.adjustment_refused", at=at, actor=actor, program=waiting.program, subject=waiting)
    return waiting


def needs_second(program: Program, member: User, points: int, *, at: datetime) -> bool:
    """Whether one manager alone may not adjust by so many: with what one alone did lately it is above the limit."""
    treasury = Treasury.objects.filter(program=program).first() or Treasury()
    alone = Adjustment.objects.filter(program=program, member=member, state=State.DONE, answered_by=None)
    lately = alone.filter(Q(asked_at__gt=at - timedelta(days=DAYS_TOGETHER))).values_list("points", flat=True)
    return abs(points) + sum(abs(earlier) for earlier in lately) > treasury.second_person_above


def _not_own(actor: User, member: User) -> None:
    if actor.pk == member.pk:
        raise Forbidden(_("Nobody adjusts their own points. Ask another manager."), code="own_points")


def _said(reason: str) -> str:
    return reason_of(reason, LONGEST, _("Say why: the member reads it."))


def _same(earlier: Adjustment, program: Program, member: User, points: int) -> Adjustment:
    if (earlier.program_id, earlier.member_id, earlier.points) != (program.pk, member.pk, points):
        raise Conflict(_("This key was used for another adjustment."), code="key_used")
    return earlier


def _waiting(adjustment: Adjustment, actor: User, state: str) -> Adjustment:
    """The row as it is now, in nobody else's hands; who may answer it is checked."""
    about = Adjustment.objects.select_for_update(of=("self",)).select_related("program", "member")
    locked = about.get(pk=adjustment.pk)
    must_manage(actor, locked.program)
    _not_own(actor, locked.member)
    must_not_be_near(actor, [locked.member_id], locked.program, since=locked.asked_at)
    if actor.pk == locked.asked_by_id:
        raise Forbidden(_("You asked for this. Another manager must answer."), code="same_person")
    if state not in Adjustment.TRANSITIONS[locked.state]:
        raise Conflict(_("Somebody was quicker: this adjustment is answered."), code="answered")
    return locked


def _done(adjustment: Adjustment, actor: User, at: datetime) -> Adjustment:
    program, member, points = adjustment.program, adjustment.member, adjustment.points
    account = locked_account(program, member)
    lines = [(account, points), (side_of(program, Account.Kind.ADJUSTED), -points)]
    cause = f"adjust:{adjustment.asked_by_id}:{adjustment.key}"
    kind = Transfer.Kind.ADJUSTED
    lock_budget(program)
    if points > 0 and points_short(program, points):
        raise Conflict(_("The program's budget does not cover so many points."), code="budget_short")
    adjustment.transfer = post(program=program, kind=kind, cause=cause, lines=lines, memo=adjustment.reason, at=at)
    adjustment.state = State.DONE
    adjustment.save()
    write("points.adjusted", at=at, actor=actor, program=program, subject=adjustment, points=points)
    context = {"reader": member, "program": program, "adjustment": adjustment, "size": abs(points)}
    context["left"] = account.balance + points
    write_letter(to=member.email, about="points_adjusted", context=context, at=at, member=member)
    return adjustment
