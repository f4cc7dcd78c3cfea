"""Postal addresses are kept as long as goods are under way, and some time after; then nothing of them is left."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.stepping import for_manager, for_person
from campaigns.models import Fulfilment, PostalAddress, Redemption
from campaigns.queries.rewards import orders_to_send
from record.actions import write
from sitewide.errors import Conflict, Invalid, NotFound

State = Fulfilment.State
KEPT_FOR = timedelta(days=30)
"""After goods were sent, arrived or came to nothing: as long as one asks where a parcel is."""
NEEDED = Fulfilment.TO_DO | {State.SENT}
"""While staff may read it: packed, or on its way."""
UNDER_WAY = frozenset({State.WAITING, *Fulfilment.TO_DO})
MOST_AT_ONCE = 500
WHY = {
    "pack": _("to pack it and write the label"),
    "carrier": _("the carrier or customs asks about it"),
    "lost": _("it came back, or seems to be lost"),
}
"""For what somebody of the staff needs an address; it stands on the record with who read it."""


@transaction.atomic
def erase_due(*, at: datetime) -> int:
    """Erase every address whose time is over; answers how many. Safe to run twice or at once."""
    done = Fulfilment.objects.exclude(state__in=UNDER_WAY).filter(changed_at__lte=at - KEPT_FOR)
    rows = PostalAddress.objects.select_for_update(skip_locked=True, of=("self",)).filter(erased_at=None)
    due = rows.filter(redemption__fulfilment__in=done).select_related("redemption__reward__program")
    return sum(_erased(address, at) for address in due.order_by("pk")[:MOST_AT_ONCE])


@transaction.atomic
def erase(row: Fulfilment, *, member: User, at: datetime) -> None:
    """The person wants it gone at once. Refuses 409 `under_way` as long as goods still have to be sent."""
    found = for_person(row, member)
    if found.state in UNDER_WAY:
        raise Conflict(_("The goods are still to be sent there."), code="under_way")
    for address in PostalAddress.objects.filter(redemption=found.redemption, erased_at=None):
        _erased(address, at, member)


def _erased(address: PostalAddress, at: datetime, actor: User | None = None) -> bool:
    for name in PostalAddress.FIELDS:
        setattr(address, name, "")
    address.erased_at = at
    address.save()
    redemption = address.redemption
    write("redemption.address_erased", at=at, actor=actor, program=redemption.reward.program, subject=redemption)
    return True


@transaction.atomic
def take_orders(program_ids: frozenset[int], *, actor: User, at: datetime) -> list[Redemption]:
    """The goods to send with their addresses, for whoever packs them; who took them, and for what, is on each's record.

    `program_ids` are the programs that the actor manages; one's own orders are left to another manager.
    """
    found = list(orders_to_send(program_ids).exclude(member=actor).select_related("reward__program")[:MOST_AT_ONCE])
    for order in found:
        _read(order, "pack", actor, at)
    return found


@transaction.atomic
def read(row: Fulfilment, *, why: str, actor: User, at: datetime) -> PostalAddress:
    """One address, for somebody of the staff who says why they need it; each reading is on the record of the order.

    Refuses 404 whoever does not manage the program and an address that is erased or never was, 403 one's own, 409
    `not_needed` before the order is approved and after the goods arrived or came to nothing, 422 `no_reason`.
    """
    found = for_manager(row, actor)
    if found.state not in NEEDED:
        raise Conflict(_("The address is not needed now."), code="not_needed")
    if why not in WHY:
        raise Invalid(_("Say why you need the address."), code="no_reason")
    address = PostalAddress.objects.filter(redemption=found.redemption, erased_at=None).first()
    if address is None:
        raise NotFound(_("There is no address of this order."))
    _read(found.redemption, why, actor, at)
    return address


def _read(order: Redemption, why: str, actor: User, at: datetime) -> None:
    write("redemption.address_read", at=at, actor=actor, program=order.reward.program, subject=order, why=why)
