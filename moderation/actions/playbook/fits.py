"""Which scenario each case fits, kept up to date, and what happens once a scenario's time is over: its "or else"."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from advocates.models import Program
from moderation.actions.alike import let_go
from moderation.actions.passing import set_free
from moderation.letters_to_managers import tell_of_overdue
from moderation.models import Case, CaseFit
from moderation.queries.playbook.conditions import catches_all
from moderation.queries.playbook.lines import Line, edition_of, first_that_fits, lines_of, seen_of
from moderation.queries.playbook.owners import managers_told
from moderation.queries.playbook.suggestion import answer_by
from record.actions import write

AT_ONCE = 200
LOADED = ("program", "message__author")


@transaction.atomic
def fit_case(case_id: int, *, at: datetime) -> CaseFit | None:
    """Look at the case again and keep which scenario it fits. Nothing for a case that is not there."""
    case = Case.objects.select_related(*LOADED).filter(pk=case_id).first()
    if case is None:
        return None
    return _keep(case, lines_of(case.program_id), edition_of(case.program_id), at=at)


@transaction.atomic
def look_again_at_fits(program: Program, *, at: datetime) -> int:
    """Fit the open cases that were fitted by an older map; answers how many. Some hundred at once; the rest comes next."""
    edition = edition_of(program.pk)
    stale = CaseFit.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        program=program, settled=False, edition__lt=edition
    )
    numbers = [fit.case_id for fit in stale.order_by("pk")[:AT_ONCE]]
    if not numbers:
        return 0
    lines = lines_of(program.pk)
    for case in Case.objects.select_related(*LOADED).filter(pk__in=numbers).order_by("pk"):
        _keep(case, lines, edition, at=at)
    return len(numbers)


def settle_fit(case_id: int) -> None:
    """There is nothing left to answer: the case is decided or closed. Safe to run twice."""
    CaseFit.objects.filter(case=case_id, settled=False).update(settled=True)


@transaction.atomic
def escalate_overdue(*, at: datetime) -> int:
    """Hand to staff every open case whose scenario's time is over, and tell whom the scenario names; answers how many.

    What somebody has in hand at the moment is left to them until their claim lapses; what was put off or kept for one
    person is not. Each person gets one letter about all of theirs. Safe to run twice or at once: a case is locked, and
    escalated once.
    """
    free = Q(case__claimed_by=None) | Q(case__claimed_until__lte=at)
    due = CaseFit.objects.filter(
        free, settled=False, escalated_at=None, answer_by__lte=at, case__state=Case.State.OPEN, case__leader=None
    )
    numbers = list(due.order_by("answer_by", "pk").values_list("case", flat=True)[:AT_ONCE])
    rows = Case.objects.select_for_update(skip_locked=True, of=("self",)).select_related(*LOADED, "message__page")
    still = Q(claimed_by=None) | Q(claimed_until__lte=at)
    cases = list(rows.filter(still, pk__in=numbers, fit__escalated_at=None).order_by("pk"))
    maps = {number: (lines_of(number), edition_of(number)) for number in {case.program_id for case in cases}}
    handed = [fit for case in cases if (fit := _handed_on(case, *maps[case.program_id], at=at))]
    for program, fits in _by_program(handed).items():
        _tell(program, fits, at=at)
    return len(handed)


def _keep(case: Case, lines: Sequence[Line], edition: int, *, at: datetime) -> CaseFit:
    line = first_that_fits(lines, seen_of(case))
    said = {
        "program_id": case.program_id, "opened_at": case.opened_at, "at": at, "edition": edition,
        "settled": case.state != Case.State.OPEN, "scenario": line and line.scenario,
        "version_id": line and line.version_id, "answer_by": line and answer_by(line.scenario, case),
        "caught": bool(line and catches_all(line.terms, case.message.kind)),
    }  # fmt: skip
    fit, _made = CaseFit.objects.update_or_create(case=case, defaults=said)
    return fit


def _handed_on(case: Case, lines: Sequence[Line], edition: int, *, at: datetime) -> CaseFit | None:
    """The case, looked at once more and then handed to staff; None where its time is not over after all."""
    fit = _keep(case, lines, edition, at=at)
    if fit.settled or fit.answer_by is None or fit.answer_by > at:
        return None
    fit.escalated_at = at
    fit.save(update_fields=["escalated_at"])
    if case.escalated:
        return None
    case.escalated = True
    case.handed_to = case.handed_until = case.snoozed_until = None
    set_free(case)
    let_go(case, at=at)
    write(
        "case.escalated", at=at, subject=case, program=case.program, message=case.message_id, scenario=fit.version_id,
    )  # fmt: skip
    return fit


def _by_program(fits: Iterable[CaseFit]) -> dict[Program, list[CaseFit]]:
    found: dict[Program, list[CaseFit]] = defaultdict(list)
    for fit in fits:
        found[fit.case.program].append(fit)
    return found


def _tell(program: Program, fits: Sequence[CaseFit], *, at: datetime) -> None:
    """One letter to each person about the cases that are theirs now."""
    letters: dict[User, list[CaseFit]] = defaultdict(list)
    for fit in fits:
        assert fit.scenario is not None, "only what fits a scenario has a time"
        for reader in managers_told(program, [fit.scenario.else_to]):
            letters[reader].append(fit)
    for reader, theirs in letters.items():
        tell_of_overdue(reader, program, theirs, at=at)
