"""What a manager decides about payouts, each with a reason: to send again, to withdraw, to halt all pay and to resume it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.actions.payouts.moving import become, locked
from campaigns.actions.payouts.sending import call_back
from campaigns.models import OddTransfer, PayHalt, Payout
from campaigns.queries.payouts import needs_a_person
from record.actions import write
from sitewide.errors import Conflict, Forbidden, NotFound
from sitewide.jobs import after_commit_once
from sitewide.reasons import reason_of
from sitewide.text import one_line

State = Payout.State
LOOKED_LATELY = timedelta(minutes=10)


@transaction.atomic
def send_again(payout: Payout, *, reason: str, actor: User, at: datetime) -> Payout:
    """Queue under a new key what Stripe does not know of and has forgotten the key of.

    Refuses 409 before a day is over, unless it was looked up within the last ten minutes, and while a transfer that
    differs is not cleared up; 403 for oneself.
    """
    row = _decided(payout, reason, actor)
    _must_be_looked_up(row, at)
    row.round, row.round_at, row.due_at, row.code = row.round + 1, None, at, ""
    become(row, State.QUEUED, at=at, actor=actor, reason=one_line(reason, 400))
    after_commit_once("campaigns.tasks.pay")
    return row


@transaction.atomic
def withdraw(payout: Payout, *, reason: str, actor: User, at: datetime) -> Payout:
    """End a payout that has not gone out. Refuses 409 what is under way, and what is in doubt as `send_again` does."""
    row = _decided(payout, reason, actor)
    if row.state == State.UNKNOWN:
        _must_be_looked_up(row, at)
    elif row.state != State.QUEUED:
        raise Conflict(_("Only a payout that waits can be withdrawn."), code="under_way")
    row.code = "not_found" if row.state == State.UNKNOWN else "withdrawn"
    become(row, State.FAILED, at=at, actor=actor, reason=one_line(reason, 400))
    return row


def _decided(payout: Payout, reason: str, actor: User) -> Payout:
    """The payout, locked, of a manager who is not paid by it and says why."""
    row = locked(payout.pk)
    if not manages(actor, row.program):
        raise NotFound(_("There is no such payout."))
    if actor.pk == row.member_id:
        raise Forbidden(_("Nobody decides about their own pay."), code="own_pay")
    _must_say(reason)
    return row


def _must_be_looked_up(row: Payout, at: datetime) -> None:
    if row.odd_transfers.exclude(state=OddTransfer.State.CLEARED).exists():
        raise Conflict(
            _("A transfer at Stripe bears its name: that is cleared up first, by two managers."), code="differs"
        )
    if not needs_a_person(row, at):
        raise Conflict(_("This is still sorted out by itself, within a day."), code="not_yet")
    if row.looked_at is None or at - row.looked_at > LOOKED_LATELY:
        raise Conflict(_("Look it up at Stripe first: it may have gone out after all."), code="look_first")


def _must_say(reason: str) -> None:
    reason_of(reason, 400, _("Say why."), code="reason_missing")


@transaction.atomic
def halt_pay(program: Program, *, reason: str, actor: User, at: datetime) -> PayHalt:
    """Stop all pay of the program, from the next payout on. Refuses 404 strangers, 409 where it is halted already."""
    if not manages(actor, program):
        raise NotFound(_("There is no such program."))
    _must_say(reason)
    try:
        with transaction.atomic():
            halt = PayHalt.objects.create(
                program=program, reason=one_line(reason, 400), started_at=at, started_by=actor
            )
    except IntegrityError as taken:
        raise Conflict(_("Pay is halted already."), code="halted") from taken
    write("pay.halted", at=at, actor=actor, program=program, subject=halt, reason=halt.reason)
    return halt


@transaction.atomic
def resume_pay(program: Program, *, actor: User, at: datetime) -> None:
    """Let pay go out again, what waited first. Refuses 404 strangers, 409 where nothing is halted."""
    if not manages(actor, program):
        raise NotFound(_("There is no such program."))
    halt = PayHalt.objects.select_for_update().filter(program=program, lifted_at=None).first()
    if halt is None:
        raise Conflict(_("Pay is not halted."), code="not_halted")
    halt.lifted_at, halt.lifted_by = at, actor
    halt.save(update_fields=["lifted_at", "lifted_by"])
    write("pay.resumed", at=at, actor=actor, program=program, subject=halt)
    call_back(program_id=program.pk, at=at)
    after_commit_once("campaigns.tasks.pay")
