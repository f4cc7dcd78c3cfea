"""Invitation links: made, used and revoked. Who comes by one skips nothing but the closed door."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import InvitationLink, Program
from advocates.queries.invitations import hash_of
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line

MOST_USES = 1_000
MOST_DAYS = 365


@transaction.atomic
def make(
    program: Program, *, purpose: str, most_uses: int, ends_at: datetime, actor: User, at: datetime
) -> tuple[InvitationLink, str]:
    """A new link, with the secret of its address, which is told this once and kept nowhere.

    Refuses whoever is no manager (403); no purpose, uses outside 1 to 1,000, an end that is past or after a year (422).
    """
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    must_manage(actor, program)
    purpose = one_line(purpose, 120)
    if not purpose:
        raise Invalid(_("Say what the link is for: the other managers read it."), code="no_purpose")
    if not 1 <= most_uses <= MOST_USES:
        raise Invalid(_("A link is used 1 to 1,000 times."), code="no_use")
    if not at < ends_at <= at + timedelta(days=MOST_DAYS):
        raise Invalid(_("A link ends within a year."), code="no_end")
    secret = secrets.token_urlsafe(24)
    link = InvitationLink.objects.create(
        program=program, purpose=purpose, sha256=hash_of(secret), most_uses=most_uses, made_at=at, made_by=actor,
        ends_at=ends_at,
    )  # fmt: skip
    write("invitation.made", at=at, subject=link, actor=actor, program=program, uses=most_uses)
    return link, secret


@transaction.atomic
def revoke(link: InvitationLink, *, actor: User, at: datetime) -> InvitationLink:
    """Nobody comes by this link any more; applications begun by it go on.

    Refuses whoever is no manager (403) and a link that is revoked already (409).
    """
    link = InvitationLink.objects.select_for_update(of=("self",)).select_related("program").get(pk=link.pk)
    must_manage(actor, link.program)
    if link.revoked_at is not None:
        raise Conflict(_("This link is revoked already."), code="already_revoked")
    link.revoked_at, link.revoked_by = at, actor
    link.save(update_fields=["revoked_at", "revoked_by"])
    write("invitation.revoked", at=at, subject=link, actor=actor, program=link.program)
    return link


@transaction.atomic
def use(link: InvitationLink, *, program: Program, actor: User, at: datetime) -> InvitationLink:
    """Count one use, inside the transaction of the application that it begins.

    Refuses (409) a link of another program, and one that is revoked, over or used up: of many at once at its limit
    only as many pass as it has uses left.
    """
    link = InvitationLink.objects.select_for_update().get(pk=link.pk)
    if link.program_id != program.pk or not link.is_open(at):
        raise Conflict(_("This invitation is not valid any more."), code="link_over")
    link.uses += 1
    link.save(update_fields=["uses"])
    write("invitation.used", at=at, subject=link, actor=actor, program=program, uses=link.uses)
    return link
