"""The secrets that the shop's server signs with."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from campaigns.models import ReferralSecret
from campaigns.queries.referrals import LIVE_SECRETS
from campaigns.referral_tokens import secret_of
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line


@transaction.atomic
def make_secret(program: Program, *, name: str, actor: User, at: datetime) -> tuple[ReferralSecret, str]:
    """A new secret, and its text, which is not to be had again.

    Refuses 403 whoever does not manage the program, 422 no name, 409 a third one while two are live.
    """
    locked = Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
    must_manage(actor, locked)
    called = one_line(name, 80)
    if not called:
        raise Invalid(_("Say which system uses it."), code="name")
    if ReferralSecret.objects.filter(program=locked, ended_at=None).count() >= LIVE_SECRETS:
        raise Conflict(_("Two secrets are live already. End the old one first."), code="two_secrets")
    nonce = secrets.token_urlsafe(32)
    made = ReferralSecret.objects.create(program=locked, name=called, nonce=nonce, made_at=at, made_by=actor)
    write("referral.secret_made", at=at, actor=actor, program=locked, subject=made)
    return made, secret_of(nonce)


@transaction.atomic
def end_secret(secret: ReferralSecret, *, actor: User, at: datetime) -> ReferralSecret:
    """Calls that are signed with it are refused from now on. Refuses 403, and 409 where it ended before."""
    locked = ReferralSecret.objects.select_for_update(of=("self",)).select_related("program").get(pk=secret.pk)
    must_manage(actor, locked.program)
    if locked.ended_at:
        raise Conflict(_("This secret has ended already."), code="ended")
    locked.ended_at, locked.ended_by = at, actor
    locked.save(update_fields=["ended_at", "ended_by"])
    write("referral.secret_ended", at=at, actor=actor, program=locked.program, subject=locked)
    return locked
