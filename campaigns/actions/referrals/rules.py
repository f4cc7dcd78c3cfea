"""The rule of referrals: every change is a version of its own, which everybody can read."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from campaigns.models import ReferralRule
from record.actions import write
from sitewide.errors import Invalid
from sitewide.reasons import reason_of

HOST = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
MOST_POINTS, MOST_WINDOW, MOST_HOLD, MOST_HOSTS = 10_000, 90, 120, 20


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version says; see `ReferralRule`."""

    points: int
    pays_for: str = "purchase"
    touch: str = "last"
    window_days: int = 30
    hold_days: int = 30
    least: int = 0
    currency: str = "gbp"
    hosts: str = ""
    open: bool = True


@transaction.atomic
def publish(program: Program, terms: Terms, *, reason: str, actor: User, at: datetime) -> ReferralRule:
    """The next version of the rule, for orders from now on.

    Refuses 403 whoever does not manage the program, 422 figures out of range, a host that is none, and no reason.
    """
    locked = Program.objects.select_for_update(of=("self",), no_key=True).get(pk=program.pk)
    must_manage(actor, locked)
    hosts = sorted({host.strip().lower() for host in terms.hosts.split()})
    _must_fit(terms, hosts)
    why = reason_of(reason, 400, _("Say why the rule changes: everybody can read it."), code="reason")
    last = ReferralRule.objects.filter(program=locked).order_by("-version").first()
    said = asdict(terms) | {"hosts": "\n".join(hosts), "currency": terms.currency.lower()}
    version = last.version + 1 if last else 1
    rule = ReferralRule.objects.create(program=locked, version=version, reason=why, at=at, by=actor, **said)
    write("referral.rule_published", at=at, actor=actor, program=locked, subject=rule, version=version, rule=said)
    return rule


def _must_fit(terms: Terms, hosts: list[str]) -> None:
    known = terms.pays_for in ReferralRule.PaysFor.values and terms.touch in ReferralRule.Touch.values
    figures = 1 <= terms.points <= MOST_POINTS and 1 <= terms.window_days <= MOST_WINDOW
    if not known or not figures or not 0 <= terms.hold_days <= MOST_HOLD or terms.least < 0:
        raise Invalid(_("A figure of this rule is out of range."), code="bad_rule")
    if not re.fullmatch("[a-z]{3}", terms.currency.lower()):
        raise Invalid(_("A currency has three letters, as gbp."), code="bad_rule")
    wrong = next((host for host in hosts if not HOST.match(host)), "")
    if wrong or len(hosts) > MOST_HOSTS:
        raise Invalid(_("“%(host)s” is no host: write it as shop.example, one a line.") % {"host": wrong}, code="host")
