"""An advocate's links."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Program
from advocates.queries.enrolments import is_enrolled
from advocates.rights import must_be_heard
from campaigns.models import ReferralLink
from campaigns.queries.referrals import may_lead_to, rule_of
from campaigns.referral_codes import fresh_code
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.text import one_line

MOST_LINKS = 20
TRIES = 5


@transaction.atomic
def make_link(program: Program, *, member: User, name: str, target: str, at: datetime) -> ReferralLink:
    """A link with a code of its own.

    Refuses 409 where the program has no rule that is open, 403 whoever is not enrolled, muted
    or suspended, 422 no name or an address that
    the rule does not allow, 409 more than twenty links.
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=member.pk)
    rule = rule_of(program, at)
    if rule is None or not rule.open:
        raise Conflict(_("The program does not count referrals at the moment."), code="closed")
    if not is_enrolled(person, program, at):
        raise Forbidden(_("Links are for advocates who are enrolled."), code="not_enrolled")
    must_be_heard(person, program, at=at)
    called, address = one_line(name, 60), target.strip()
    if not called:
        raise Invalid(_("Give the link a name, so that you know it again."), code="name")
    if len(address) > 500 or not may_lead_to(address, rule.allowed_hosts):
        raise Invalid(_("A link leads to a page of this site or of a shop that the program names."), code="target")
    if ReferralLink.objects.filter(program=program, member=person).count() >= MOST_LINKS:
        raise Conflict(_("You have twenty links. Use one of them."), code="many_links")
    link = _made(program, person, called, address, at)
    write("referral.link_made", at=at, actor=person, program=program, subject=link)
    return link


def _made(program: Program, member: User, name: str, target: str, at: datetime) -> ReferralLink:
    for _again in range(TRIES):
        try:
            with transaction.atomic():
                return ReferralLink.objects.create(
                    program=program, member=member, name=name, code=fresh_code(), target=target, made_at=at
                )
        except IntegrityError:
            continue
    raise Conflict(_("No code was free. Try again."), code="no_code")


def pause(link: ReferralLink, *, actor: User, at: datetime) -> ReferralLink:
    """The link credits nobody from now on. Refuses 404 somebody else's, 409 one that is paused."""
    return _set(link, actor, at, at)


def resume(link: ReferralLink, *, actor: User, at: datetime) -> ReferralLink:
    """The link credits its advocate again. Refuses 404 somebody else's, 409 one that is not paused."""
    return _set(link, actor, at, None)


@transaction.atomic
def _set(link: ReferralLink, actor: User, at: datetime, paused_at: datetime | None) -> ReferralLink:
    locked = ReferralLink.objects.select_for_update(of=("self",)).select_related("program").get(pk=link.pk)
    if locked.member_id != actor.pk:
        raise NotFound(_("There is no such link."))
    if bool(locked.paused_at) == bool(paused_at):
        raise Conflict(_("The link is in that state already."), code="same_state")
    locked.paused_at = paused_at
    locked.save(update_fields=["paused_at"])
    verb = "referral.link_paused" if paused_at else "referral.link_resumed"
    write(verb, at=at, actor=actor, program=locked.program, subject=locked)
    return locked
