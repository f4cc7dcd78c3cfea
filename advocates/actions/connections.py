"""Saying, seeing and ending what ties an advocate to the brand."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.models import Connection, Program
from advocates.queries import is_enrolled
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid
from sitewide.text import one_line

Kind, Origin = Connection.Kind, Connection.Origin
MOST_AT_ONCE = 50


@transaction.atomic
def declare(
    program: Program, *, kind: str, actor: User, at: datetime, detail: str = "", fair_value: int | None = None,
    currency: str = "",
) -> Connection:  # fmt: skip
    """The actor says it of themselves. A product needs a name, its value in whole units and a currency of three letters.

    Refuses `not_enrolled` (403), `no_kind` and `no_product` (422), and `declared` and `too_many` (409).
    """
    own = Connection.objects.active().filter(program=program, person=actor)
    if not is_enrolled(actor, program, at):
        raise Forbidden(_("Only an advocate of the program declares connections."), code="not_enrolled")
    if kind not in Kind.values or kind == Kind.POINTS:
        raise Invalid(_("Choose what ties you to the brand."), code="no_kind")
    detail, currency = one_line(detail, 80), currency.strip().upper()
    if kind != Kind.PRODUCT:
        detail, fair_value, currency = "", None, ""
    elif not detail or not fair_value or not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Invalid(_("Name the product, what it costs in a shop, and the currency (like EUR)."), code="no_product")
    if own.count() >= MOST_AT_ONCE:
        raise Conflict(_("You have declared very many. End those that are over."), code="too_many")
    fresh = Connection(program=program, person=actor, kind=kind, since=at)
    fresh.detail, fresh.fair_value, fresh.currency = detail, fair_value, currency
    return _stored(fresh, actor, at)


def _stored(fresh: Connection, actor: User, at: datetime) -> Connection:
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError as error:
        raise Conflict(_("You have declared this already."), code="declared") from error
    write("connection.declared", at=at, subject=fresh, actor=actor, program=fresh.program, kind=fresh.kind)
    return fresh


@transaction.atomic
def see_points(program: Program, person: User, *, at: datetime) -> Connection | None:
    """The ledger paid this person points, so readers are told. None where that is known; safe to be told twice."""
    known = {"program": program, "person": person, "kind": Kind.POINTS, "ended_at": None}
    found, fresh = Connection.objects.get_or_create(**known, defaults={"origin": Origin.LEDGER, "since": at})
    if not fresh:
        return None
    write("connection.seen", at=at, subject=found, program=program, kind=found.kind)
    return found


@transaction.atomic
def end(connection: Connection, *, actor: User, at: datetime) -> Connection:
    """It is over; messages sent before keep what they told. What the ledger saw cannot be denied.

    Refuses whoever it is not about (`not_yours`), `seen` for the ledger's, and `ended`.
    """
    row = Connection.objects.select_for_update().get(pk=connection.pk)
    if row.person_id != actor.pk:
        raise Forbidden(_("Only the person themselves ends it."), code="not_yours")
    if row.origin != Origin.DECLARED:
        raise Conflict(_("The ledger says so; it is told as long as you are in the program."), code="seen")
    if row.ended_at is not None:
        raise Conflict(_("This is over already."), code="ended")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    write("connection.ended", at=at, subject=row, actor=actor, program=row.program, kind=row.kind)
    return row
