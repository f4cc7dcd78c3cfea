"""The stop of delegated acts, and its end. Whoever exercises a right reads the halts afresh: nothing is kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Enrolment, Grant, Halt, Program, Right
from advocates.queries import address_of
from record.actions import write
from sitewide.errors import Conflict, Forbidden, Invalid, NotFound
from sitewide.mail import write_letter
from sitewide.text import one_line

MOST_REASON = 400


@transaction.atomic
def halt(
    program: Program,
    *,
    actor: User,
    at: datetime,
    level: str = Halt.Level.PROGRAM,
    reason: str = "",
    right: str = "",
    place: Page | None = None,
    person: User | None = None,
    grant: Grant | None = None,
) -> Halt:
    """Stop the whole program, or one right, place, person or grant of it. The reason may be given afterwards.

    Answers the active halt where the same is stopped already. Refuses whoever is no manager (403), and a level whose
    right, place, person or grant is missing or belongs to another program (422).
    """
    program = _locked(program)
    must_manage(actor, program)
    named = _named(program, level, right=right, place=place, person=person, grant=grant)
    running = Halt.objects.filter(program=program, level=level, lifted_at=None, **named).first()
    if running:
        return running
    started = Halt.objects.create(
        program=program, level=level, reason=one_line(reason, MOST_REASON), started_at=at, started_by=actor, **named
    )
    _note(started, "halt.started", actor, at)
    _tell(started, "started", actor=actor, at=at)
    return started


@transaction.atomic
def explain(halt: Halt, *, reason: str, actor: User, at: datetime) -> Halt:
    """Say afterwards why a halt was pressed. Refuses whoever is no manager (403), and once a reason is given (409)."""
    halt = _found(halt)
    must_manage(actor, halt.program)
    if halt.reason:
        raise Conflict(_("The reason of this halt is already given."), code="already_explained")
    halt.reason = _said(reason)
    halt.save(update_fields=["reason"])
    _note(halt, "halt.explained", actor, at)
    return halt


@transaction.atomic
def lift(halt: Halt, *, reason: str, actor: User, at: datetime) -> Halt:
    """End a halt. Refuses whoever is no manager, and who is themselves what it stops (403), and one lifted (409)."""
    halt = _found(halt)
    must_manage(actor, halt.program)
    if actor.pk in (halt.person_id, halt.grant.advocate_id if halt.grant else None):
        raise Forbidden(_("Somebody else decides whether your own rights go on."), code="own_halt")
    if halt.lifted_at is not None:
        raise Conflict(_("This halt is already lifted."), code="already_lifted")
    halt.lifted_at, halt.lifted_by, halt.lift_reason = at, actor, _said(reason)
    halt.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    _note(halt, "halt.lifted", actor, at)
    _tell(halt, "lifted", actor=actor, at=at)
    return halt


def _locked(program: Program) -> Program:
    """Two presses at once become one halt. The lock leaves those alone who only refer to the program."""
    return Program.objects.select_for_update(no_key=True).get(pk=program.pk)


def _found(halt: Halt) -> Halt:
    rows = Halt.objects.select_for_update(of=("self",)).select_related("program", "grant", "person", "place")
    found = rows.filter(pk=halt.pk).first()
    if found is None:
        raise NotFound(_("There is no such halt."))
    return found


def _named(
    program: Program, level: str, *, right: str, place: Page | None, person: User | None, grant: Grant | None
) -> dict[str, str | int]:
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
    raise Invalid(_("Say what of this program shall be halted."), code="nothing_to_halt")


def _belongs(person: User, program: Program) -> bool:
    grants = Grant.objects.filter(program=program, advocate=person)
    return grants.exists() or Enrolment.objects.filter(program=program, member=person).exists()


def _said(reason: str) -> str:
    kept = one_line(reason, MOST_REASON)
    if not kept:
        raise Invalid(_("Give a reason: it is kept with the halt."), code="no_reason")
    return kept


def _note(halt: Halt, verb: str, actor: User, at: datetime) -> None:
    write(verb, at=at, subject=halt, actor=actor, program=halt.program, grant=halt.grant, level=halt.level)


def _tell(halt: Halt, about: str, *, actor: User, at: datetime) -> None:
    """The other managers of the program, and whose rights are meant; not whoever pressed."""
    managers = User.objects.filter(manages__program=halt.program, is_active=True)
    readers = {manager.pk: manager for manager in managers}
    touched = halt.person or (halt.grant.advocate if halt.grant else None)
    if touched and touched.is_active:
        readers[touched.pk] = touched
    readers.pop(actor.pk, None)
    known = {"halt": halt, "actor": actor, "program": halt.program, "base_url": address_of(halt.program)}
    for reader in readers.values():
        context = known | {"reader": reader, "about_me": reader == touched}
        write_letter(to=reader.email, about=f"halt_{about}", context=context, at=at, member=reader)
