"""What a manager makes of a trip: it was nothing, or it goes."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions import halts
from advocates.actions.authority import must_manage
from cms.actions import messages
from cms.breaker import domains_in
from cms.models import KnownDomain, Message, Trip
from record.actions import write
from sitewide.errors import Conflict, Forbidden, NotFound

State = Message.State


@transaction.atomic
def release(trip: Trip, *, actor: User, at: datetime, reason: str = "") -> Trip:
    """It was nothing: the message appears, the grants go on, its links are known from now on.

    Refuses whoever is no manager, and whose grant it halted (403), and a trip that is closed (409). What moderators
    decided about the message meanwhile stays, and so does what is halted for another reason.
    """
    trip = _taken(trip, actor)
    elsewhere = Trip.objects.filter(state=Trip.State.OPEN, halts=OuterRef("pk")).exclude(pk=trip.pk)
    for halt in trip.halts.filter(~Exists(elsewhere), lifted_at=None).order_by("pk"):
        halts.lift(halt, reason=reason or str(_("Released: it was nothing.")), actor=actor, at=at)
    message = trip.message
    learn(trip.program_id, [message.body])
    closed = _closed(trip, Trip.State.RELEASED, actor, at, [message.pk])
    if message.state == State.HELD and not Trip.objects.filter(message=message, state=Trip.State.OPEN).exists():
        messages.release(message, actor=actor, at=at)
    return closed


@transaction.atomic
def remove(trip: Trip, *, actor: User, at: datetime) -> Trip:
    """It goes: the message and everything alike is removed, the grants stay halted. Refuses as `release` does."""
    trip = _taken(trip, actor)
    gone = []
    everything = Message.objects.filter(pk__in=[trip.message_id, *trip.alike.values_list("pk", flat=True)])
    for message in everything.order_by("pk"):
        if State.REMOVED in Message.TRANSITIONS[message.state]:
            messages.remove(message, actor=actor, at=at)
            gone.append(message.pk)
    return _closed(trip, Trip.State.REMOVED, actor, at, gone)


def learn(program_id: int, bodies: list[str]) -> None:
    """Links of these texts are nothing new any more."""
    domains = dict.fromkeys(domain for body in bodies for domain in domains_in(body))
    rows = [KnownDomain(program_id=program_id, domain=domain) for domain in domains]
    KnownDomain.objects.bulk_create(rows, ignore_conflicts=True)


def _taken(trip: Trip, actor: User) -> Trip:
    row = Trip.objects.select_for_update(of=("self",)).select_related("program", "message").filter(pk=trip.pk).first()
    if row is None:
        raise NotFound(_("There is no such trip of the breaker."))
    must_manage(actor, row.program)
    if actor.pk == row.message.author_id or row.halts.filter(grant__advocate=actor).exists():
        raise Forbidden(_("Somebody else decides whether your own rights go on."), code="own_halt")
    if row.state != Trip.State.OPEN:
        raise Conflict(_("Somebody has closed this already."), code="closed")
    return row


def _closed(trip: Trip, state: Trip.State, actor: User, at: datetime, decided: list[int]) -> Trip:
    trip.state, trip.closed_at, trip.closed_by = state, at, actor
    trip.save(update_fields=["state", "closed_at", "closed_by"])
    write(f"breaker.{state}", at=at, subject=trip, actor=actor, program=trip.program, messages=decided)
    return trip
