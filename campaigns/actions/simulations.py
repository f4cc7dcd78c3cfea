"""Earning rules tried over the last quarter before they are switched on. A run takes a while, so each is a row for a worker."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.actions.authority import must_manage
from advocates.models import Program
from campaigns.actions.earning import must_be_sound, set_terms
from campaigns.models import Contribution, Simulation
from campaigns.queries.reckoning import Terms
from campaigns.queries.rules import current_rules
from campaigns.queries.simulating import Comparison, Replay, rows_between
from record.actions import write
from sitewide.errors import Conflict, Invalid
from sitewide.jobs import after_commit
from sitewide.reasons import must_say

DAYS, STEP = 91, 500
LOST = timedelta(minutes=1)
"""How long a run may show no progress until another worker begins it again."""
Clock = Callable[[], datetime]


@transaction.atomic
def simulate(program: Program, draft: Sequence[Terms], *, actor: User, at: datetime) -> Simulation:
    """Have a worker reckon the last thirteen weeks under these rules; kinds that the draft does not name keep theirs.

    Nothing is paid and nothing taken back. Refuses 403 whoever does not manage the program, 422 terms out of range and
    a draft that changes nothing.
    """
    must_manage(actor, program)
    for terms in draft:
        must_be_sound(terms)
    now = _now(program)
    drafted = now | {terms.what: terms for terms in draft}
    if drafted == now:
        raise Invalid(_("This draft is what holds already: change something first."), code="no_change")
    row = Simulation.objects.create(
        program=program, draft=_plain(drafted), now=_plain(now), begins=at - timedelta(days=DAYS), ends=at,
        asked_by=actor, asked_at=at,
    )  # fmt: skip
    after_commit("campaigns.tasks.run_simulations")
    return row


@transaction.atomic
def switch_on(simulation: Simulation, *, reason: str, actor: User, at: datetime) -> Simulation:
    """Make the draft the rules from now on, with the reason why.

    Refuses 403 whoever does not manage the program, 422 without a reason, and 409 before the run is done, a second
    time, and where the rules changed after the draft was made.
    """
    must_manage(actor, simulation.program)
    row = Simulation.objects.select_for_update(of=("self",)).get(pk=simulation.pk)
    must_say(reason, _("Say why the rules change: advocates read it."), code="no_reason")
    if row.done_at is None or row.switched_on_at is not None:
        raise Conflict(_("Only a simulation that is done can be switched on, and only once."), code="state")
    Program.objects.select_for_update(no_key=True).get(pk=row.program_id)
    if _plain(_now(row.program)) != row.now:
        raise Conflict(_("The rules changed after this draft was made: simulate it again."), code="rules_changed")
    for terms in changed(row):
        set_terms(row.program, terms, actor=actor, at=at, reason=reason.strip())
    row.switched_on_at, row.switched_on_by = at, actor
    row.save(update_fields=["switched_on_at", "switched_on_by"])
    totals = {name: row.result["total"][name] for name in ("now", "then")}
    write("earning.switched_on", at=at, actor=actor, program=row.program, subject=row, reason=reason.strip(), **totals)
    return row


def changed(simulation: Simulation) -> list[Terms]:
    """The rules of the draft that differ from those it was made beside."""
    return [Terms.read(terms) for terms in simulation.draft if terms not in simulation.now]


def run_next(*, clock: Clock) -> Simulation | None:
    """Take the oldest run that nobody works on, and finish it; answers with it, or None where there is none.

    Safe at the same time and after a crash: a run without progress for a minute is begun anew by whoever comes first.
    """
    lost = Q(beaten_at=None) | Q(beaten_at__lt=clock() - LOST)
    for row in Simulation.objects.filter(lost, done_at=None).select_related("program").order_by("pk")[:5]:
        if _beat(row, clock(), looked_at=0):
            _run(row, clock)
            return row
    return None


def _run(row: Simulation, clock: Clock) -> None:
    within: dict[str, Any] = {"program": row.program_id, "at__gte": row.begins, "at__lt": row.ends}
    in_all, zone = Contribution.objects.filter(**within).count(), row.program.zone
    comparison = Comparison(_replay(row.now, zone), _replay(row.draft, zone))
    for number, contribution in enumerate(rows_between(row.program_id, row.begins, row.ends), 1):
        comparison.add(contribution)
        if number % STEP == 0 and not _beat(row, clock(), looked_at=number, in_all=in_all):
            return
    _beat(row, clock(), looked_at=in_all, in_all=in_all, result=comparison.result(), done_at=clock())


def _replay(rules: list[dict[str, Any]], zone: ZoneInfo) -> Replay:
    return Replay({terms["what"]: Terms.read(terms) for terms in rules}, zone)


def _beat(row: Simulation, at: datetime, **progress: Any) -> bool:
    """Show progress, unless another worker took the run over meanwhile."""
    mine = Simulation.objects.filter(pk=row.pk, done_at=None, beaten_at=row.beaten_at)
    row.beaten_at = max(at, row.beaten_at + timedelta(microseconds=1)) if row.beaten_at else at
    return bool(mine.update(beaten_at=row.beaten_at, **progress))


def _now(program: Program) -> dict[str, Terms]:
    return {rule.what: Terms.of(rule) for rule in current_rules(program)}


def _plain(rules: dict[str, Terms]) -> list[dict[str, Any]]:
    return [rules[what].plain() for what in sorted(rules)]
