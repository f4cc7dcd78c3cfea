"""Steps that every act on a redemption shares: the locked row, the next state, the end with the points back, the letter."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.queries import manages
from campaigns.actions.contributions import take_back_rest
from campaigns.actions.ledger import locked_account, refund
from campaigns.actions.reserving import budgeted, give_code, is_spent, put_back
from campaigns.models import Fulfilment, Redemption, Reward, Transfer
from campaigns.queries.ledger import balance_of
from record.actions import write
from sitewide.errors import Conflict, Forbidden, NotFound
from sitewide.mail import write_letter
from sitewide.text import one_line

Kind, State = Reward.Kind, Fulfilment.State
AT_ONCE = {Kind.CODE: State.DELIVERED, Kind.CASH: State.PREPARING}
"""What an approved redemption comes to by itself; everything else waits for somebody's hands."""
LONGEST = {"carrier": 60, "note": 400, "reason": 400}


def locked(number: int) -> Fulfilment:
    """The row as it is now, in nobody else's hands until the transaction ends."""
    rows = Fulfilment.objects.select_for_update(of=("self",), no_key=True)
    whole = rows.select_related("redemption__reward__program", "redemption__member", "redemption__date")
    return whole.get(pk=number)


def for_manager(row: Fulfilment, actor: User) -> Fulfilment:
    """Locked, for a manager of its program (404 for everybody else) who is not the person themselves (403 `own`)."""
    found = locked(row.pk)
    if not manages(actor, found.redemption.reward.program):
        raise NotFound(_("There is no such redemption."))
    if found.redemption.member_id == actor.pk:
        raise Forbidden(_("This is your own: another manager sees to it."), code="own")
    return found


def for_person(row: Fulfilment, member: User) -> Fulfilment:
    """Locked, for the person who redeemed; 404 for everybody else."""
    found = locked(row.pk)
    if found.redemption.member_id != member.pk:
        raise NotFound(_("There is no such redemption."))
    return found


def step(
    row: Fulfilment, state: str, verb: str, *, at: datetime, actor: User | None = None, **fields: Any
) -> Fulfilment:  # fmt: skip
    """Into the next state, with these fields, and on the record. Refuses 409 `not_now` what the table does not allow."""
    if state not in Fulfilment.TRANSITIONS[row.state]:
        sentence = _("This cannot be done now: it is %(state)s.") % {"state": row.get_state_display()}
        raise Conflict(sentence, code="not_now")
    row.state, row.changed_at = state, at
    if state in Fulfilment.GIVEN:
        row.given_at = row.given_at or at
    for name, value in fields.items():
        setattr(row, name, one_line(value, LONGEST[name]) if name in LONGEST else value)
    row.save()
    write(verb, at=at, actor=actor, program=row.redemption.reward.program, subject=row.redemption)
    return row


def end_without(
    row: Fulfilment, state: str, verb: str, *, at: datetime, actor: User | None = None, reason: str = ""
) -> Fulfilment:  # fmt: skip
    """Refused, cancelled or failed: the points go back, once; stock and budget, too, unless they are spent."""
    if state in Fulfilment.TRANSITIONS[row.state]:
        row.refund = _refunded(row.redemption, at)
    step(row, state, verb, at=at, actor=actor, reason=reason)
    if not is_spent(row.redemption):
        put_back(row.redemption)
        budgeted(Transfer.Kind.RELEASE, row.redemption, at=at)
    return row


def _refunded(redemption: Redemption, at: datetime) -> Transfer:
    """All the points, with what is left of their time; what was taken down meanwhile is taken back out of them."""
    program, member = redemption.reward.program, redemption.member
    locked_account(program, member)
    cause, memo = f"redemption:{redemption.pk}:refund", redemption.reward.name
    back = refund(redemption.transfer, cause=cause, memo=memo, at=at)
    take_back_rest(program, member=member, most=redemption.points, after=back, at=at)
    return back


def go_on(row: Fulfilment, *, at: datetime) -> None:
    """What happens by itself once it is approved: a code is given, money is due to be paid."""
    redemption = row.redemption
    kind = redemption.reward.kind
    row.state = AT_ONCE.get(Kind(kind), State.APPROVED)
    row.given_at = at if row.state in Fulfilment.GIVEN else None
    row.save(update_fields=["state", "given_at"])
    if kind == Kind.CODE:
        give_code(redemption)
        budgeted(Transfer.Kind.SPEND, redemption, at=at)
    if kind == Kind.CASH:
        program = redemption.reward.program
        write(
            "redemption.due", at=at, program=program, subject=redemption, amount=redemption.cost,
            currency=redemption.currency,
        )  # fmt: skip


def tell(row: Fulfilment, about: str, *, at: datetime) -> None:
    """A letter to the person about how it stands now."""
    redemption = row.redemption
    program, member = redemption.reward.program, redemption.member
    context = {
        "redemption": redemption, "fulfilment": row, "reader": member, "program": program,
        "left": balance_of(program, member),
    }  # fmt: skip
    write_letter(to=member.email, about=about, context=context, at=at, member=member)
