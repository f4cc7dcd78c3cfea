"""What becomes of a redemption: approved, prepared, sent, delivered; or refused, cancelled, failed, with the points back.

Every act locks the row first. What its state does not allow is 409 `not_now`.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.queries import manages
from campaigns.actions.reserving import budgeted
from campaigns.actions.stepping import end_without, for_manager, for_person, go_on, step, tell
from campaigns.models import Fulfilment, Redemption, Reward, Transfer, Treasury
from campaigns.queries.rewards import stands_near
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.reasons import must_say

Kind, State = Reward.Kind, Fulfilment.State
WEB = URLValidator(schemes=["https", "http"])


def begin(redemption: Redemption, *, treasury: Treasury | None, at: datetime) -> Fulfilment:
    """A step of redeeming: worth more than the program lets pass, it waits for approval; else it goes on at once.

    Whoever manages the program sets its prices: what they redeem waits for another manager whenever it is worth anything.
    """
    worth = max(redemption.cost, redemption.fair_value)
    priced = worth > 0 and manages(redemption.member, redemption.reward.program)
    waits = treasury is not None and (priced or worth > treasury.approval_above)
    state = State.WAITING if waits else State.APPROVED
    row = Fulfilment.objects.create(redemption=redemption, state=state, changed_at=at)
    if not waits:
        go_on(row, at=at)
    tell(row, "reward_redeemed", at=at)
    return row


@transaction.atomic
def approve(row: Fulfilment, *, actor: User, at: datetime) -> Fulfilment:
    """A manager agrees. Refuses 403 the person themselves (`own`) and whoever stands near to them (`near`)."""
    found = for_manager(row, actor)
    if stands_near(actor, found.redemption):
        raise Forbidden(_("You stand too near to this person: another manager approves it."), code="near")
    step(found, State.APPROVED, "redemption.approved", actor=actor, at=at, approved_by=actor)
    go_on(found, at=at)
    tell(found, "redemption_changed", at=at)
    return found


@transaction.atomic
def refuse(row: Fulfilment, *, reason: str, actor: User, at: datetime) -> Fulfilment:
    """A manager says no, with a reason that the person reads; points, stock and budget go back."""
    found = _by_hand(for_manager(row, actor))
    end_without(found, State.REFUSED, "redemption.refused", reason=_said(reason), actor=actor, at=at)
    tell(found, "redemption_changed", at=at)
    return found


@transaction.atomic
def prepare(row: Fulfilment, *, actor: User, at: datetime) -> Fulfilment:
    """Somebody has begun to pack, book or give it."""
    found = _by_hand(for_manager(row, actor))
    return step(found, State.PREPARING, "redemption.prepared", actor=actor, at=at)


@transaction.atomic
def send(row: Fulfilment, *, carrier: str, tracking_url: str = "", actor: User, at: datetime) -> Fulfilment:
    """Goods are on their way; their cost is spent. Refuses 409 `not_goods`, 422 `no_carrier` and `bad_link`."""
    found = for_manager(row, actor)
    if found.redemption.reward.kind != Kind.GOODS:
        raise Conflict(_("Only goods are sent."), code="not_goods")
    if not carrier.strip():
        raise Invalid(_("Say who carries it."), code="no_carrier")
    link = _web(tracking_url)
    step(found, State.SENT, "redemption.sent", actor=actor, at=at, carrier=carrier, tracking_url=link)
    budgeted(Transfer.Kind.SPEND, found.redemption, at=at)
    tell(found, "redemption_changed", at=at)
    return found


@transaction.atomic
def deliver(row: Fulfilment, *, note: str = "", actor: User, at: datetime) -> Fulfilment:
    """It is with the person: goods arrived, the day took place, the donation was given. `note` is for the person."""
    found = _by_hand(for_manager(row, actor))
    step(found, State.DELIVERED, "redemption.delivered", actor=actor, at=at, note=note)
    budgeted(Transfer.Kind.SPEND, found.redemption, at=at)
    tell(found, "redemption_changed", at=at)
    return found


@transaction.atomic
def arrived(row: Fulfilment, *, member: User, at: datetime) -> Fulfilment:
    """The person says that it has come. Refuses what was not sent."""
    found = for_person(row, member)
    if found.state != State.SENT:
        raise Conflict(_("It was not sent yet, or it has arrived already."), code="not_now")
    return step(found, State.DELIVERED, "redemption.delivered", actor=member, at=at)


@transaction.atomic
def fail(row: Fulfilment, *, reason: str, actor: User, at: datetime) -> Fulfilment:
    """It was lost, or could not take place: the points go back; stock and budget only if nothing was sent yet.

    Of what was sent, that it was lost is said by nobody who stands near to the person (403 `near`): they would have both.
    """
    found = _by_hand(for_manager(row, actor))
    if found.state == State.SENT and stands_near(actor, found.redemption):
        raise Forbidden(_("You stand too near to this person: another manager says so."), code="near")
    end_without(found, State.FAILED, "redemption.failed", reason=_said(reason), actor=actor, at=at)
    tell(found, "redemption_changed", at=at)
    return found


@transaction.atomic
def cancel(row: Fulfilment, *, member: User, at: datetime) -> Fulfilment:
    """The person wants their points back, while nothing was sent, given or paid. Refuses 409 `too_late` after that."""
    found = for_person(row, member)
    if not can_cancel(found, at):
        raise Conflict(_("It is too late to cancel this."), code="too_late")
    return end_without(found, State.CANCELLED, "redemption.cancelled", actor=member, at=at)


def can_cancel(row: Fulfilment, at: datetime) -> bool:
    """Money that is due is on its way, and a date that has begun is not given back."""
    date, on_its_way = row.redemption.date, row.redemption.reward.kind == Kind.CASH and row.state != State.WAITING
    begun = date is not None and date.starts_at <= at
    return not begun and not on_its_way and State.CANCELLED in Fulfilment.TRANSITIONS[row.state]


def _by_hand(row: Fulfilment) -> Fulfilment:
    """Payouts tell what became of money that is due; what is delivered stays delivered."""
    if row.redemption.reward.kind == Kind.CASH and row.state != State.WAITING:
        raise Conflict(_("What becomes of the money, the payout tells."), code="not_by_hand")
    if row.state == State.DELIVERED:
        raise Conflict(_("It is delivered already."), code="not_now")
    return row


def _said(reason: str) -> str:
    must_say(reason, _("Say why: the person reads it."), code="no_reason")
    return reason


def _web(address: str) -> str:
    try:
        if address:
            WEB(address)
    except ValidationError as error:
        raise Invalid(_("A tracking link begins with https://."), code="bad_link") from error
    return address
