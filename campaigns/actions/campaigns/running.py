"""Dates, budget and owner. Of a draft they are set; of an open campaign every change has a reason that is kept."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.budget import lock_budget
from campaigns.actions.campaigns.missions import keep_inside
from campaigns.actions.campaigns.preparing import must_last
from campaigns.actions.campaigns.steps import locked, must_be_alive, must_be_manager, must_be_owned
from campaigns.models import Campaign, CampaignChange
from campaigns.queries.campaigns.budget import room_of
from campaigns.queries.campaigns.progress import points_of
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.reasons import reason_of

MOST_POINTS = 10_000_000
Old = dict[str, Any]


@transaction.atomic
def change_terms(
    campaign: Campaign,
    *,
    starts_at: datetime,
    ends_at: datetime,
    points_budget: int,
    reason: str = "",
    actor: User,
    at: datetime,
) -> Campaign:
    """Set from when to when it runs and the most points it may promise.

    Refuses 404 whoever does not manage it, 409 one that is over; 422 dates that are none, a start of an open campaign
    that is moved once it has begun, and no reason where it is open; 409 a budget below what is
    promised or beyond cover, and dates that leave an open mission out.
    """  # fmt: skip
    row = locked(campaign, actor)
    must_be_alive(row)
    before = {"starts_at": row.starts_at, "ends_at": row.ends_at, "points_budget": row.points_budget}
    row.starts_at, row.ends_at, row.points_budget = starts_at, ends_at, points_budget
    must_last(row)
    if not 0 <= points_budget <= MOST_POINTS:
        raise Invalid(_("A budget has up to 10,000,000 points."), code="budget")
    changed = [name for name, value in before.items() if getattr(row, name) != value]
    if changed and row.state == Campaign.State.OPEN:
        _must_be_possible(row, before, at)
        _keep(row, before, changed, reason, actor=actor, at=at)
    if changed:
        row.save(update_fields=changed)
        keep_inside(row)
        plain = {
            name: getattr(row, name) if name == "points_budget" else getattr(row, name).isoformat() for name in changed
        }
        write("campaign.terms_changed", at=at, actor=actor, program=row.program, subject=row, **plain)
    return row


def _must_be_possible(row: Campaign, before: Old, at: datetime) -> None:
    must_be_owned(row)
    if row.starts_at != before["starts_at"] and before["starts_at"] <= at:
        raise Invalid(_("It has begun: its start stays."), code="has_begun")
    if row.ends_at != before["ends_at"] and row.ends_at <= at:
        raise Invalid(_("It ends in the future. To end it now, close it with its review."), code="ends_too_early")
    lock_budget(row.program)
    promised = points_of(row).promised
    if row.points_budget < max(promised, 1):
        raise Conflict(
            _("%(points)s points are promised already: the budget cannot be less.") % {"points": promised},
            code="promised",
        )
    grown = row.points_budget > before["points_budget"]
    if grown and not room_of(row.program, besides=row).covers(row.points_budget):
        raise Conflict(_("The program's budget does not cover so many points."), code="budget_short")


def _keep(row: Campaign, before: Old, changed: list[str], reason: str, *, actor: User, at: datetime) -> None:
    told = reason_of(reason, 400, _("Say why it is changed: it is open."))
    for name in changed:
        old, new = (_plain(value) for value in (before[name], getattr(row, name)))
        CampaignChange.objects.create(campaign=row, what=name, before=old, after=new, reason=told, by=actor, at=at)


def _plain(value: datetime | int) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if isinstance(value, datetime) else str(value)


@transaction.atomic
def hand_over(campaign: Campaign, *, owner: User, reason: str = "", actor: User, at: datetime) -> Campaign:
    """Name another owner; it needs no living owner before. Refuses 404, 409 and 422 as `change_terms` does."""
    row = locked(campaign, actor)
    must_be_alive(row)
    must_be_manager(owner, row.program)
    if row.owner_id == owner.pk:
        raise Conflict(_("They own it already."), code="same_owner")
    if row.state == Campaign.State.OPEN:
        told = reason_of(reason, 400, _("Say why it is changed: it is open."))
        CampaignChange.objects.create(
            campaign=row, what=CampaignChange.What.OWNER, before=str(row.owner)[:160], after=str(owner)[:160],
            reason=told, by=actor, at=at,
        )  # fmt: skip
    row.owner = owner
    row.save(update_fields=["owner"])
    write("campaign.handed_over", at=at, actor=actor, program=row.program, subject=row, owner=owner.pk)
    return row
