"""Drills: a halt rehearsed on a practice program, with the time until it held."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.actions.halts.steps import note
from advocates.models import Drill, Enrolment, Grant, Halt, Program, Right
from advocates.rights import NotAllowed, Place, exercise
from record.actions import write
from sitewide.errors import Conflict
from sitewide.jobs import after_commit

TRIES = 3
REASON, OVER = _("A drill on the practice program."), _("The drill is over.")


def run(program: Program, *, actor: User, at: datetime, clock: Callable[[], float]) -> Drill:
    """Use every right of the practice program once, press, and try again at once; the worker tries then, too.

    `clock` tells seconds that never go back. Each step is committed before the next, as in an emergency. Refuses whoever
    is no manager (403), and while a drill still waits for the worker (409).
    """
    practice, person = _prepared(program, actor, at)
    place = Place.on(practice.root_page, practice)
    if not all(_gets_through(person, right, place, at) for right in Right.values):
        raise Conflict(
            _("Nothing can be used on the practice program now: something is halted there."), code="no_practice"
        )
    pressed = clock()
    halt = _pressed(practice, actor, at)
    passed, first = 0, None
    for number in range(TRIES * len(Right.values)):
        got_through = _gets_through(person, Right.values[number % len(Right.values)], place, at)
        passed += got_through
        first = clock() if first is None and not got_through else first
    held = round(1000 * ((first or clock()) - pressed))
    return _kept(program, halt, actor=actor, at=at, here_ms=held, passed=passed)


@transaction.atomic
def answer(drill_id: int, *, at: datetime) -> None:
    """In the worker: try once more, note how long after the press, and lift the halt. Does nothing the second time."""
    drill = Drill.objects.select_for_update(of=("self",)).select_related("halt__program").filter(pk=drill_id).first()
    if drill is None or drill.worker_ms is not None or drill.halt.program is None:
        return
    grant = Grant.objects.filter(program=drill.halt.program, right=Right.REPLY).select_related("advocate").latest("pk")
    place = Place.on(drill.halt.program.root_page, drill.halt.program)
    drill.got_through += _gets_through(grant.advocate, Right.REPLY, place, at)
    drill.tried += 1
    drill.worker_ms = max(round((at - drill.at).total_seconds() * 1000), 0)
    drill.save(update_fields=["got_through", "tried", "worker_ms"])
    drill.halt.lifted_at, drill.halt.lifted_by, drill.halt.lift_reason = at, drill.by, str(OVER)
    drill.halt.save(update_fields=["lifted_at", "lifted_by", "lift_reason"])
    note(drill.halt, "halt.lifted", None, at)


@transaction.atomic
def _prepared(program: Program, actor: User, at: datetime) -> tuple[Program, User]:
    """The practice program and its advocate, made on the first drill. Nobody can sign in as them or read there."""
    program = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    must_manage(actor, program)
    if Drill.objects.filter(program=program, halt__lifted_at=None).exists():
        raise Conflict(_("The last drill still waits for the worker."), code="drilling")
    practice = Program.objects.filter(practice_of=program).first() or _practice(program, at)
    held = Grant.objects.live(at).filter(program=practice, right=Right.REPLY).select_related("advocate").first()
    return practice, held.advocate if held else _advocate(practice, actor, at)


def _practice(program: Program, at: datetime) -> Program:
    top = Page.get_first_root_node()
    page = top.add_child(instance=Page(title=f"{program.name}: practice", slug=f"practice-{program.pk}", live=False))
    return Program.objects.create(
        name=f"{program.name}: practice"[:80], slug=f"practice-{program.pk}", root_page=page, practice_of=program, created_at=at,
        second_factor_required=False, proof_for_new_browser=False, probation_uses=0, accepts_applications=False,
    )  # fmt: skip


def _advocate(practice: Program, actor: User, at: datetime) -> User:
    """Somebody who exists for the drill only, with every right; given anew when the last ones have ended."""
    person = User.objects.create_user(f"practice-{get_random_string(12).lower()}@invalid.example", is_active=False)
    person.name = "Practice advocate"
    person.save(update_fields=["name"])
    most = at.replace(year=at.year + 1, day=min(at.day, 28))
    Enrolment.objects.create(program=practice, member=person, term_starts=at, term_ends=most, enrolled_by=actor)
    for right in Right.values:
        Grant.objects.create(
            program=practice, advocate=person, right=right, scope=practice.root_page, reason=str(REASON), per_day=1_000_000,
            starts_at=at, ends_at=most, granted_by=actor, offered_at=at, answered_at=at, state=Grant.State.LIVE,
        )  # fmt: skip
    return person


def _gets_through(person: User, right: str, place: Place, at: datetime) -> bool:
    try:
        with transaction.atomic():
            exercise(person, right, place, at=at)
    except NotAllowed:
        return False
    return True


@transaction.atomic
def _pressed(practice: Program, actor: User, at: datetime) -> Halt:
    """As `halts.halt` presses it, but that nobody is alarmed by a letter."""
    Program.objects.select_for_update(no_key=True).get(pk=practice.pk)
    halt = Halt.objects.create(program=practice, reason=str(REASON), started_at=at, started_by=actor, is_drill=True)
    note(halt, "halt.started", actor, at)
    return halt


@transaction.atomic
def _kept(program: Program, halt: Halt, *, actor: User, at: datetime, here_ms: int, passed: int) -> Drill:
    tried = TRIES * len(Right.values)
    drill = Drill.objects.create(
        program=program, halt=halt, at=at, by=actor, here_ms=here_ms, tried=tried, got_through=passed
    )
    write("drill.run", at=at, subject=drill, actor=actor, program=program, here_ms=here_ms, got_through=passed)
    after_commit("advocates.tasks.answer_drill", drill_id=drill.pk)
    return drill
