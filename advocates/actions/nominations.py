"""Nominating somebody else by e-mail. Until that person agrees nobody but them reads it."""

import secrets
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.applications import begin, must_be_open, noted
from advocates.models import Application, Nomination, Program
from advocates.queries import address_of
from advocates.queries.applications import open_application
from advocates.queries.invitations import hash_of
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.mail import SECRET, write_letter

State = Nomination.State
MOST_IN_REASON = 1_000
ANSWER_WITHIN = timedelta(days=14)
MOST_BY_ONE = 5
MOST_TO_ONE = 3
PER = timedelta(days=30)
QUIET_AFTER_DECLINE = timedelta(days=365)
OTHER_ADDRESS = _(
    "This nomination was sent to another address than yours. Sign in with the account of that address, or add the address "
    "to your account and confirm it."
)


@transaction.atomic
def nominate(program: Program, *, email: str, reason: str, actor: User, at: datetime) -> Nomination:
    """Write to somebody that the actor nominates them; they agree or decline within 14 days, or it comes to nothing.

    Whatever the address belongs to, the answer is the same, so that it tells nothing about accounts. An address gets at
    most 3 such letters of a program in 30 days, and none for a year after it declined one: then nothing is sent.

    Refuses an actor without a verified address (403), a program that takes no applications, a sixth nomination by the
    same person in 30 days (409), one's own address, one that is none, no reason (422).
    """
    actor = User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    own = _addresses(actor)
    if not own:
        raise Forbidden(_("Confirm your e-mail address first; the link is in the mail we sent you."), code="unverified")
    must_be_open(program)
    if Nomination.objects.filter(program=program, nominator=actor, made_at__gt=at - PER).count() >= MOST_BY_ONE:
        raise Conflict(_("You have nominated five people within a month: wait a while."), code="too_many")
    email, reason = _address(email), noted(reason)
    if email in own:
        raise Invalid(_("This is your own address: apply yourself."), code="to_oneself")
    if not 0 < len(reason) <= MOST_IN_REASON:
        raise Invalid(_("Say why, in at most 1,000 characters."), code="no_reason")
    secret, hashed = secrets.token_urlsafe(24), _hashed(email)
    quiet = _wants_quiet(program, hashed, at)
    nomination = Nomination.objects.create(
        program=program, nominator=actor, reason=reason, address_hash=hashed, sha256=hash_of(secret), made_at=at,
        ends_at=at + ANSWER_WITHIN,
    )  # fmt: skip
    write("nomination.made", at=at, subject=nomination, actor=actor, program=program)
    if not quiet:
        known = {"program": program, "nomination": nomination, "secret": secret, "base_url": address_of(program)}
        write_letter(to=email, about=f"{SECRET}nomination", context=known, at=at)
    return nomination


@transaction.atomic
def agree(nomination: Nomination, *, actor: User, at: datetime) -> Application:
    """Become an applicant, with the nomination attached to the open application, begun now if there is none.

    Refuses a nomination that was answered or is over (409), who made it and whoever has not confirmed the address that it
    was sent to (403), and whatever `begin` refuses.
    """
    nomination = _open(nomination, at)
    if nomination.nominator_id == actor.pk:
        raise Forbidden(_("You made this nomination yourself."), code="to_oneself")
    if nomination.address_hash not in {_hashed(address) for address in _addresses(actor)}:
        raise Forbidden(OTHER_ADDRESS, code="other_address")
    program = nomination.program
    application = open_application(program, actor) or begin(program, applicant=actor, at=at)
    nomination.state, nomination.answered_at, nomination.application = State.AGREED, at, application
    nomination.save(update_fields=["state", "answered_at", "application"])
    write("nomination.agreed", at=at, subject=nomination, actor=actor, program=program)
    return application


@transaction.atomic
def decline(nomination: Nomination, *, at: datetime) -> Nomination:
    """Say no, without an account: nobody but who made it reads the nomination any more, and they see no difference.

    Refuses one answered or over (409)."""
    nomination = _open(nomination, at)
    nomination.state, nomination.answered_at = State.DECLINED, at
    nomination.save(update_fields=["state", "answered_at"])
    write("nomination.declined", at=at, subject=nomination, program=nomination.program)
    return nomination


def _open(nomination: Nomination, at: datetime) -> Nomination:
    rows = Nomination.objects.select_for_update(of=("self",)).select_related("program")
    locked = rows.get(pk=nomination.pk)
    if not locked.is_open(at):
        raise Conflict(_("This nomination was answered already, or is too old."), code="nomination_over")
    return locked


def _wants_quiet(program: Program, hashed: str, at: datetime) -> bool:
    known = Nomination.objects.filter(program=program, address_hash=hashed)
    declined = known.filter(state=State.DECLINED, answered_at__gt=at - QUIET_AFTER_DECLINE)
    return declined.exists() or known.filter(made_at__gt=at - PER).count() >= MOST_TO_ONE


def _addresses(member: User) -> set[str]:
    """Those that the member has confirmed."""
    confirmed = EmailAddress.objects.filter(user=member, verified=True)
    return {address.lower() for address in confirmed.values_list("email", flat=True)}


def _address(email: str) -> str:
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(_("This is no e-mail address."), code="no_address") from error
    return email


def _hashed(email: str) -> str:
    """Keyed, so that nobody who reads the table can try addresses on it."""
    return salted_hmac("advocates.nomination", email, algorithm="sha256").hexdigest()
