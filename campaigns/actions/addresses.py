"""Postal addresses are kept as long as goods are under way, and some time after; then nothing of them is left."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.actions.stepping import for_person
from campaigns.models import Fulfilment, PostalAddress, Redemption
from campaigns.queries.rewards import orders_to_send
from record.actions import write
from sitewide.errors import Conflict

State = Fulfilment.State
KEPT_FOR = timedelta(days=30)
"""After goods were sent, arrived or came to nothing: as long as one asks where a parcel is."""
UNDER_WAY = frozenset({State.WAITING, *Fulfilment.TO_DO})
MOST_AT_ONCE = 500


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
    """The goods to send with their addresses, for whoever packs them; that they were taken is on the record of each.

    `program_ids` are the programs that the actor manages; one's own orders are left to another manager.
    """
    found = list(orders_to_send(program_ids).exclude(member=actor).select_related("reward__program")[:MOST_AT_ONCE])
    for order in found:
        write("redemption.address_read", at=at, actor=actor, program=order.reward.program, subject=order)
    return found
