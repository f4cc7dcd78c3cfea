"""Stopping: by one press, and by the breaker."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.actions.authority import must_manage, must_run
from advocates.actions.halts.steps import MOST_REASON, found, must_decide, note, said, tell
from advocates.halting import stop_message
from advocates.models import Enrolment, Grant, Halt, Program, Right
from sitewide.errors import Conflict, Invalid
from sitewide.text import one_line

Named = dict[str, str | int]


@transaction.atomic
def halt(
    program: Program | None,
    *,
    actor: User,
    at: datetime,
    level: str = Halt.Level.PROGRAM,
    reason: str = "",
    right: str = "",
    place: Page | None = None,
    person: User | None = None,
    grant: Grant | None = None,
    message_id: int | None = None,
) -> Halt:
    """Stop everything, the whole program, or one right, place, person, grant or message of it.

    The reason may be given afterwards. A message goes out of sight at once. Answers the active halt where the same is
    stopped already. Refuses whoever is no manager (403; of everything: does not run the installation), and a level
    whose right, place, person, grant or message is missing or belongs to another program (422).
    """
    if level == Halt.Level.EVERYTHING:
        must_run(actor)
        return _everything(actor, at, reason)
    if program is None:
        raise Invalid(_("Say what of this program shall be halted."), code="nothing_to_halt")
    program = _locked(program)
    must_manage(actor, program)
    named = _named(program, level, right=right, place=place, person=person, grant=grant, message_id=message_id)
    running = Halt.objects.active().filter(program=program, level=level, **named).first()
    if running:
        return running
    if level == Halt.Level.MESSAGE and message_id is not None:
        named["place_id"] = _taken_out_of_sight(program, message_id, actor, at)
    return _started(Halt(program=program, level=level, **named), actor, at, reason)


@transaction.atomic
def trip(grant: Grant, *, reason: str, at: datetime) -> Halt:
    """Stop a grant because the breaker tripped; nobody pressed. Who is told of it is told by the breaker."""
    running = Halt.objects.active().filter(program=grant.program_id, level=Halt.Level.GRANT, grant=grant).first()
    if running:
        return running
    started = Halt.objects.create(
        program=grant.program, level=Halt.Level.GRANT, grant=grant, reason=one_line(reason, MOST_REASON), started_at=at
    )  # fmt: skip
    note(started, "halt.started", None, at)
    return started


@transaction.atomic
def explain(halt: Halt, *, reason: str, actor: User, at: datetime) -> Halt:
    """Say afterwards why a halt was pressed. Refuses whoever is no manager (403), and once a reason is given (409)."""
    halt = found(halt)
    must_decide(actor, halt)
    if halt.reason:
        raise Conflict(_("The reason of this halt is already given."), code="already_explained")
    halt.reason = said(reason)
    halt.save(update_fields=["reason"])
    note(halt, "halt.explained", actor, at)
    return halt


def _everything(actor: User, at: datetime, reason: str) -> Halt:
    """One halt for all programs; of two presses at once the second finds the first."""
    running = Halt.objects.active().filter(level=Halt.Level.EVERYTHING)
    try:
        with transaction.atomic():
            return running.first() or _started(Halt(level=Halt.Level.EVERYTHING), actor, at, reason)
    except IntegrityError:
        return running.get()


def _started(fresh: Halt, actor: User, at: datetime, reason: str) -> Halt:
    fresh.reason, fresh.started_at, fresh.started_by = one_line(reason, MOST_REASON), at, actor
    fresh.save(force_insert=True)
    note(fresh, "halt.started", actor, at)
    tell(fresh, "started", actor=actor, at=at)
    return fresh


def _locked(program: Program) -> Program:
    """Two presses at once become one halt. The lock leaves those alone who only refer to the program."""
    return Program.objects.select_for_update(no_key=True).get(pk=program.pk)


def _taken_out_of_sight(program: Program, message_id: int, actor: User, at: datetime) -> int:
    page_id = stop_message(program, message_id, actor=actor, at=at)
    if page_id is None:
        raise Invalid(_("There is no such message in this program."), code="nothing_to_halt")
    return page_id


def _named(
    program: Program,
    level: str,
    *,
    right: str,
    place: Page | None,
    person: User | None,
    grant: Grant | None,
    message_id: int | None,
) -> Named:
    """The one column that the level asks for. Refuses (422) a missing one, and one of another program."""
    match level:
        case Halt.Level.PROGRAM:
            return {}
        case Halt.Level.RIGHT if right in Right.values:
            return {"right": right}
        case Halt.Level.PLACE if place and Program.objects.of_page(place) == program:
            return {"place_id": place.pk}
        case Halt.Level.PERSON if person and _belongs(person, program):
            return {"person_id": person.pk}
        case Halt.Level.GRANT if grant and grant.program_id == program.pk:
            return {"grant_id": grant.pk}
        case Halt.Level.MESSAGE if message_id is not None:
            return {"message_id": message_id}
    raise Invalid(_("Say what of this program shall be halted."), code="nothing_to_halt")


def _belongs(person: User, program: Program) -> bool:
    grants = Grant.objects.filter(program=program, advocate=person)
    return grants.exists() or Enrolment.objects.filter(program=program, member=person).exists()
