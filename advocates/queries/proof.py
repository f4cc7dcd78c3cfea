"""A grant as others may carry it away: a signed token, and how it stands at this moment for a badge.

The row stays the truth: a token says when it was signed, ends soon, and names the page of the register.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from advocates.models import Grant
from advocates.queries.cards import card_of
from advocates.rights import Place, answer, facts_of
from record.keys import signed
from record.offline import GRANT
from sitewide.errors import Conflict

VALID_FOR = timedelta(hours=24)
IN_FORCE = "live"


def standing(grant: Grant, at: datetime) -> tuple[str, str]:
    """How the grant stands, as a code and for people. `live` only while its holder may use it, quota aside."""
    facts = facts_of(grant.advocate, grant.program, at=at)
    card = card_of(grant, facts, at)
    if card.state != IN_FORCE:
        return str(card.state), str(card.state_label)
    checks = answer(facts, grant.right, Place.on(grant.scope, grant.program)).checks
    if not grant.advocate.is_active or any(check.code == "enrolled" and not check.passed for check in checks):
        return "suspended", _("suspended")
    return IN_FORCE, str(card.state_label)


def grant_token(grant: Grant, *, at: datetime, issuer: str, register: str, place: str) -> str:
    """The grant as a compact JWS, valid for 24 hours and never longer than the grant; times are whole seconds.

    Refuses `not_in_force` for a grant that its holder cannot use just now.
    """
    state, label = standing(grant, at)
    if state != IN_FORCE:
        raise Conflict(
            _("This grant is not in force (%(state)s), so no token is made.") % {"state": label}, code="not_in_force"
        )
    until = min(at + VALID_FOR, grant.ends_at)
    times = {"iat": int(at.timestamp()), "exp": int(until.timestamp())}
    return signed(GRANT, {"iss": issuer, **times, "register": register, **_told(grant, place)})


def _told(grant: Grant, place: str) -> dict[str, Any]:
    return {
        "grant": grant.pk, "program": grant.program.name, "right": grant.right,
        "holder": {
            "name": str(grant.advocate), "handle": grant.advocate.public_handle, "named_by": grant.advocate.named_by,
        },
        "place": {"title": grant.scope.title, "url": place}, "given_by": str(grant.given_by), "reason": grant.reason,
        "per_day": grant.per_day, "in_total": grant.in_total,
        "starts": int(grant.starts_at.timestamp()), "ends": int(grant.ends_at.timestamp()),
    }  # fmt: skip
