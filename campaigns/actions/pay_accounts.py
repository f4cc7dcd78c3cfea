"""Where a person is paid: begun here, opened and asked for at Stripe by `campaigns.paying`, taken in here."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries import is_enrolled
from campaigns.actions.payouts.sending import call_back
from campaigns.models import PayAccount, Payout
from campaigns.models.payout import COUNTRIES
from campaigns.stripe_answers import Standing
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.jobs import after_commit_once

State = PayAccount.State


@transaction.atomic
def begin(program: Program, *, country: str, actor: User, at: datetime) -> PayAccount:
    """The person's own account to be paid to, made at first use and anew where Stripe has closed it.

    The country counts until Stripe has it.

    Refuses 409 where cash rewards are switched off, 403 who is no advocate of the program and is owed nothing by it, and
    422 a country where Stripe pays nobody.
    """
    if not settings.TABARD_STRIPE_KEY:
        raise Conflict(_("Cash rewards are switched off on this installation."), code="switched_off")
    if country not in COUNTRIES:
        raise Invalid(_("Stripe does not pay people there."), code="bad_country")
    if not is_enrolled(actor, program, at) and not Payout.objects.filter(program=program, member=actor).exists():
        raise Forbidden(_("Only advocates of the program are paid."), code="not_enrolled")
    rows = PayAccount.objects.select_for_update()
    account, fresh = rows.get_or_create(
        program=program, member=actor, defaults={"country": country, "opened_at": at}
    )  # fmt: skip
    again = account.state == State.CLOSED
    if again:
        account.uid, account.stripe_id, account.state, account.wanted = uuid.uuid4(), "", State.NEW, ""
        account.refreshed_at = None
    if not account.stripe_id:
        account.country = country
        account.save()
    if fresh or again:
        write("pay_account.begun", at=at, actor=actor, program=program, subject=account, country=country)
    return account


@transaction.atomic
def opened(account_id: int, *, stripe_id: str, at: datetime) -> PayAccount:
    """Stripe has opened it; the same answer twice changes nothing."""
    account = PayAccount.objects.select_for_update(of=("self",)).select_related("program").get(pk=account_id)
    if not account.stripe_id:
        account.stripe_id, account.state = stripe_id, State.ASKED
        account.save(update_fields=["stripe_id", "state"])
        write("pay_account.opened", at=at, program=account.program, subject=account)
    return account


@transaction.atomic
def refreshed(account_id: int, standing: Standing, *, asked_at: datetime) -> PayAccount:
    """Take in how Stripe said it stood when it was asked. An answer to an earlier question changes nothing."""
    account = PayAccount.objects.select_for_update(of=("self",)).select_related("program").get(pk=account_id)
    if standing.id != account.stripe_id or standing.live != settings.TABARD_STRIPE_LIVE:
        return account
    if account.refreshed_at is not None and account.refreshed_at >= asked_at:
        return account
    before, account.state, account.refreshed_at = account.state, state_of(standing), asked_at
    account.wanted = ", ".join(standing.wanted)[:200]
    account.save(update_fields=["state", "wanted", "refreshed_at"])
    if account.state != before:
        write(f"pay_account.{account.state}", at=asked_at, program=account.program, subject=account)
        if account.state == State.READY:
            call_back(program_id=account.program_id, member_id=account.member_id, at=asked_at)
            after_commit_once("campaigns.tasks.pay")
    return account


def state_of(standing: Standing) -> str:
    """One word for what Stripe says: paid to is only who may get transfers."""
    if standing.closed:
        return State.CLOSED
    if standing.transfers == "active":
        return State.READY
    if standing.transfers in {"restricted", "unsupported"} and not standing.wanted:
        return State.RESTRICTED
    return State.ASKED if standing.wanted else State.CHECKED
