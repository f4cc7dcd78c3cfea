"""Ending a halt: by one person where it is narrow, by two where it is wide."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.halts.steps import found, must_decide, note, said, tell
from advocates.models import Halt
from advocates.queries.halts import may_be_second
from sitewide.errors import Conflict, Forbidden


@transaction.atomic
def propose_lift(halt: Halt, *, reason: str, actor: User, at: datetime) -> Halt:
    """Say why a wide halt may end; it stays until somebody else confirms. The others are told.

    Refuses whoever is no manager (403; of everything: does not run the installation), a narrow halt, one that is
    lifted, and a second proposal (409), and no reason (422).
    """
    halt = found(halt)
    must_decide(actor, halt)
    _must_stop(halt)
    if not halt.is_wide:
        raise Conflict(_("One person lifts this halt: nobody needs to confirm."), code="not_wide")
    if halt.lift_proposed_by_id is not None:
        raise Conflict(_("A lift is proposed already."), code="already_proposed")
    halt.lift_proposed_at, halt.lift_proposed_by, halt.lift_reason = at, actor, said(reason)
    _save(halt)
    note(halt, "halt.lift_proposed", actor, at)
    tell(halt, "lift_proposed", actor=actor, at=at, operators=True)
    return halt


@transaction.atomic
def keep_halted(halt: Halt, *, actor: User, at: datetime) -> Halt:
    """Turn a proposed lift down, or take one's own back. Refuses whoever is no manager (403), and none proposed (409)."""
    halt = found(halt)
    must_decide(actor, halt)
    _must_stop(halt)
    if halt.lift_proposed_by_id is None:
        raise Conflict(_("No lift is proposed."), code="not_proposed")
    halt.lift_proposed_at, halt.lift_proposed_by, halt.lift_reason = None, None, ""
    _save(halt)
    note(halt, "halt.kept", actor, at)
    return halt


@transaction.atomic
def lift(halt: Halt, *, actor: User, at: datetime, reason: str = "") -> Halt:
    """End a halt. A narrow one wants a reason (422); a wide one was proposed by another person, whose reason is kept.

    Refuses whoever is no manager, who is themselves what it stops, and who proposed the lift (403); one that is lifted,
    and a wide one that nobody proposed to lift (409).
    """
    halt = found(halt)
    must_decide(actor, halt)
    if actor.pk in (halt.person_id, halt.grant.advocate_id if halt.grant else None):
        raise Forbidden(_("Somebody else decides whether your own rights go on."), code="own_halt")
    _must_stop(halt)
    if halt.is_wide:
        _must_be_the_second(halt, actor, at)
    else:
        halt.lift_reason = said(reason)
    halt.lifted_at, halt.lifted_by = at, actor
    _save(halt)
    note(halt, "halt.lifted", actor, at)
    tell(halt, "lifted", actor=actor, at=at)
    return halt


def _must_stop(halt: Halt) -> None:
    if halt.lifted_at is not None:
        raise Conflict(_("This halt is already lifted."), code="already_lifted")


def _must_be_the_second(halt: Halt, actor: User, at: datetime) -> None:
    if halt.lift_proposed_by_id is None:
        raise Conflict(_("So wide a halt is lifted by two people: propose it first."), code="not_proposed")
    if halt.lift_proposed_by_id == actor.pk:
        raise Forbidden(_("You proposed this lift: somebody else confirms it."), code="second_person")
    if not actor.is_superuser and not may_be_second(halt, actor, at):
        raise Forbidden(
            _(
                "You manage the program only since it was halted: you confirm a day after your appointment at the earliest."
            ),
            code="too_new",
        )


def _save(halt: Halt) -> None:
    halt.save(update_fields=["lift_proposed_at", "lift_proposed_by", "lift_reason", "lifted_at", "lifted_by"])
