"""Money into the budget through Stripe's Checkout: asked for by a manager, counted once when Stripe says that it is paid."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import manages
from campaigns.actions.budget import move, treasury_of
from campaigns.models import Funding, Transfer
from campaigns.stripe_answers import Session
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound

State = Funding.State
LEAST, MOST = 100, 99_999_999
"""Minor units. Source: Stripe, "Minimum and maximum charge amounts"."""


@transaction.atomic
def ask(program: Program, *, amount: int, actor: User, at: datetime) -> Funding:
    """Ask to pay in so many minor units. Refuses 404 strangers, 409 without Stripe or a currency, 422 an odd amount."""
    if not manages(actor, program):
        raise NotFound(_("There is no such program."))
    if not settings.TABARD_STRIPE_KEY:
        raise Conflict(_("Stripe is switched off on this installation."), code="switched_off")
    if not LEAST <= amount <= MOST:
        raise Invalid(_("Pay in at least 1.00 and at most 999,999.99."), code="bad_amount")
    currency = treasury_of(program).currency
    funding = Funding.objects.create(program=program, amount=amount, currency=currency, asked_at=at, asked_by=actor)
    write("funding.asked", at=at, actor=actor, program=program, subject=funding, amount=amount, currency=currency)
    return funding


@transaction.atomic
def opened(funding_id: int, *, session_id: str) -> Funding:
    """The session at Stripe that was made for it."""
    funding = Funding.objects.select_for_update().get(pk=funding_id)
    if not funding.session_id:
        funding.session_id = session_id
        funding.save(update_fields=["session_id"])
    return funding


@transaction.atomic
def settle(session: Session, *, at: datetime) -> Funding | None:
    """Take in how the session stands, by Stripe's word: paid counts once, over ends it. None if it is not one of ours.

    What differs in amount, currency, mode or session pays nothing in and is written down.
    """
    rows = Funding.objects.select_for_update(of=("self",)).select_related("program")
    funding = rows.filter(uid=session.reference).first() if _is_uid(session.reference) else None
    if funding is None or funding.state == State.PAID or not (session.paid or session.over):
        return funding
    if session.over:
        if funding.state == State.ASKED:
            funding.state = State.ENDED
            funding.save(update_fields=["state"])
            write("funding.ended", at=at, program=funding.program, subject=funding)
        return funding
    told = (session.amount, session.currency, session.live, session.id)
    if told != (funding.amount, funding.currency, settings.TABARD_STRIPE_LIVE, funding.session_id or session.id):
        write("funding.mismatch", at=at, program=funding.program, subject=funding, session=session.id)
        return funding
    return _paid(funding, session, at)


def _paid(funding: Funding, session: Session, at: datetime) -> Funding:
    funding.state, funding.paid_at = State.PAID, at
    funding.session_id, funding.payment_id = session.id, session.payment
    funding.save()
    move(
        Transfer.Kind.FUND, program=funding.program, amount=funding.amount, cause=f"checkout:{session.id}",
        memo=str(_("paid in through Stripe")), at=at,
    )  # fmt: skip
    write(
        "funding.paid", at=at, program=funding.program, subject=funding, amount=funding.amount,
        currency=funding.currency,
    )  # fmt: skip
    return funding


def _is_uid(reference: str) -> bool:
    return len(reference) == 32 and set(reference) <= set("0123456789abcdef")
