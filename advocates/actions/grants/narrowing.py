"""Making the limits of a grant smaller."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.grants.letters import tell
from advocates.actions.grants.steps import locked, must_follow, noted, passed_on, said
from advocates.models import Grant, Narrowing
from sitewide.errors import Invalid

Limit = int | datetime | None
WITH_IT = _("The right that it was passed on from was narrowed.")


@transaction.atomic
def narrow(
    grant: Grant,
    *,
    reason: str,
    actor: User,
    at: datetime,
    per_day: int | None = None,
    in_total: int | None = None,
    ends_at: datetime | None = None,
) -> Grant:
    """Make at least one limit of an open grant smaller; those left out, or given as they are, stay.

    What was passed on from it becomes as narrow at once.
    Refuses whoever is no manager (403), a grant that has ended (409), any wider limit, none that is narrower, an end
    that is not in the future, and without a reason (422). Widening is a new grant.
    """
    grant = locked(grant)
    must_manage(actor, grant.program)
    must_follow(grant, Grant.State.REVOKED)
    reason = said(reason)
    asked: dict[str, Limit] = {"per_day": per_day, "in_total": in_total, "ends_at": ends_at}
    changes = {limit: value for limit, value in asked.items() if value is not None and value != getattr(grant, limit)}
    _must_narrow(grant, changes, at)
    narrow_passed_on(grant, changes, actor=actor, at=at)
    _change(grant, changes, reason=reason, actor=actor, at=at)
    return grant


def narrow_passed_on(grant: Grant, changes: Mapping[str, Limit], *, actor: User | None, at: datetime) -> None:
    """Make what was passed on from a locked grant as narrow as the grant is about to be."""
    for child in passed_on([grant]):
        wider = {limit: value for limit, value in changes.items() if _is_wider(getattr(child, limit), value)}
        if wider:
            _change(child, wider, reason=str(WITH_IT), actor=actor, at=at)


def _change(grant: Grant, changes: Mapping[str, Limit], *, reason: str, actor: User | None, at: datetime) -> None:
    """Keep what the limits were, set them, write that, and tell the advocate."""
    for limit, after in changes.items():
        _keep(grant, limit, getattr(grant, limit), after, actor=actor, at=at, reason=reason)
        setattr(grant, limit, after)
    grant.save(update_fields=list(changes))
    noted(grant, "grant.narrowed", actor=actor, at=at, **{limit: _plain(value) for limit, value in changes.items()})
    tell(grant, "narrowed", at=at, actor=actor, reason=reason)


def _is_wider(value: Any, than: Any) -> bool:
    return value is None or value > than


def _must_narrow(grant: Grant, changes: Mapping[str, Limit], at: datetime) -> None:
    if not changes:
        raise Invalid(_("Nothing would become narrower."), code="nothing_narrower")
    for limit, after in changes.items():
        before = getattr(grant, limit)
        if before is not None and after > before:
            raise Invalid(_("A grant is never widened: issue a new one."), code="wider")
        if isinstance(after, int) and after < 1:
            raise Invalid(_("A grant allows at least one use: to allow none, revoke it."), code="no_use")
        if isinstance(after, datetime) and after <= max(at, grant.starts_at):
            raise Invalid(_("The new end lies in the future: to end it now, revoke it."), code="ends_too_early")


def _keep(
    grant: Grant, limit: str, before: Limit, after: Limit, *, actor: User | None, at: datetime, reason: str
) -> None:
    Narrowing.objects.create(
        grant=grant, at=at, by=actor, reason=reason, limit=limit, before=_text(before), after=_text(after)
    )


def _text(value: Limit) -> str:
    return "" if value is None else str(_plain(value))


def _plain(value: Limit) -> str | int | None:
    return value.isoformat() if isinstance(value, datetime) else value
