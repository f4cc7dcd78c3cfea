"""The thresholds: set, tried over what was said before, then switched on."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from cms.actions.breaker.closing import learn
from cms.models import Breaker, Message
from cms.models.breaker import MOST_MINUTES
from cms.queries.dry_run import DryRun, dry_run
from record.actions import write
from sitewide.errors import Conflict, Invalid

LEARNT = timedelta(days=365)
MOST_LEARNT = 20_000


@transaction.atomic
def set_thresholds(program: Program, *, actor: User, at: datetime, **thresholds: Any) -> Breaker:
    """Set new thresholds; they switch the breaker off until they are tried. The same ones change nothing.

    Refuses whoever is no manager (403), and what makes no sense (422).
    """
    breaker = locked(program, actor)
    before = {name: getattr(breaker, name) for name in Breaker.THRESHOLDS}
    wanted = before | {name: thresholds[name] for name in Breaker.THRESHOLDS if name in thresholds}
    if not 1 <= wanted["minutes"] <= MOST_MINUTES or not 30 <= wanted["alike"] <= 100 or wanted["pace_percent"] < 0:
        raise Invalid(_("The minutes lie between 1 and 60, what counts as alike between 30 and 100 percent."))
    if wanted == before:
        return breaker
    for name, value in wanted.items():
        setattr(breaker, name, value)
    breaker.active, breaker.tried_at = False, None
    breaker.save()
    write("breaker.set", at=at, subject=breaker, actor=actor, program=program, **wanted)
    return breaker


@transaction.atomic
def try_out(program: Program, *, actor: User, at: datetime) -> DryRun:
    """Judge what was said in the last thirty days by the thresholds as they are; nothing is held. Managers only (403)."""
    breaker = locked(program, actor)
    run = dry_run(breaker, at=at)
    breaker.tried_at = at
    breaker.save(update_fields=["tried_at"])
    write(
        "breaker.tried",
        at=at,
        subject=breaker,
        actor=actor,
        program=program,
        looked_at=run.looked_at,
        tripped=run.count,
    )
    return run


@transaction.atomic
def switch_on(program: Program, *, actor: User, at: datetime) -> Breaker:
    """From the next act on. Sites that were linked to within the last year count as known.

    Refuses whoever is no manager (403), and thresholds that were not tried (409).
    """
    breaker = locked(program, actor)
    if breaker.tried_at is None:
        raise Conflict(_("Try these thresholds over what was said before; then switch them on."), code="not_tried")
    said = Message.objects.filter(program=program, state=Message.State.PUBLISHED, written_at__gt=at - LEARNT)
    learn(
        program.pk,
        list(said.filter(body__contains="href").values_list("body", flat=True).order_by("-pk")[:MOST_LEARNT]),
    )
    return _switched(breaker, True, actor, at)


@transaction.atomic
def switch_off(program: Program, *, actor: User, at: datetime) -> Breaker:
    """Nothing trips any more; what tripped stays as it is. Refuses whoever is no manager (403)."""
    return _switched(locked(program, actor), False, actor, at)


def locked(program: Program, actor: User) -> Breaker:
    must_manage(actor, program)
    Breaker.objects.get_or_create(program=program)
    return Breaker.objects.select_for_update(of=("self",)).get(program=program)


def _switched(breaker: Breaker, active: bool, actor: User, at: datetime) -> Breaker:
    if breaker.active != active:
        breaker.active = active
        breaker.save(update_fields=["active"])
        verb = "breaker.switched_on" if active else "breaker.switched_off"
        write(verb, at=at, subject=breaker, actor=actor, program=breaker.program)
    return breaker
