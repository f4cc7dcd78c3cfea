"""Thresholds propose, people decide: what the sum of somebody's strikes suggests, and when it suggests it no more."""

from datetime import datetime

from accounts.models import User
from advocates.models import Program
from moderation.models import Decision, MeasureProposal, PersonAct
from moderation.queries.strikes import rule_of, weight_of
from record.actions import write


def weigh(person: User, program: Program, *, decision: Decision, at: datetime) -> MeasureProposal | None:
    """In the transaction of a strike: propose what the program's threshold says, once; nothing is done to anybody.

    The heavier threshold wins. Nothing where the same is proposed already, or runs.
    """
    weight, kind, days = _due(person, program, at)
    if kind is None or _is_there(person, program, kind, at):
        return None
    made = MeasureProposal.objects.create(
        program=program, person=person, kind=kind, days=days, decision=decision, weight=weight, at=at
    )
    write("measure.proposed", at=at, subject=made, program=program, kind=kind, person=person.pk, weight=weight)
    return made


def fall(person: User, program: Program, *, decision: Decision, at: datetime) -> None:
    """After a decision was overturned: what rests on it, or on strikes that no longer reach the threshold, falls away."""
    rule, weight = rule_of(program), weight_of(person, program, at=at)
    needed = {PersonAct.MUTE: rule.mute_weight, PersonAct.SUSPEND: rule.suspend_weight}
    rows = MeasureProposal.objects.select_for_update().filter(program=program, person=person)
    for row in rows.filter(state=MeasureProposal.State.OPEN).order_by("pk"):
        missed = row.by_id is None and weight < needed.get(PersonAct(row.kind), 0)
        if missed or row.by_id is not None and row.decision_id == decision.pk:
            row.state = MeasureProposal.State.FALLEN
            row.answered_at = at
            row.save(update_fields=["state", "answered_at"])
            write("measure.proposal_fell", at=at, subject=row, program=program, decision=decision.pk)


def _due(person: User, program: Program, at: datetime) -> tuple[int, PersonAct | None, int]:
    rule, weight = rule_of(program), weight_of(person, program, at=at)
    if rule.suspend_weight and weight >= rule.suspend_weight:
        return weight, PersonAct.SUSPEND, rule.suspend_days
    if rule.mute_weight and weight >= rule.mute_weight:
        return weight, PersonAct.MUTE, rule.mute_days
    return weight, None, 0


def _is_there(person: User, program: Program, kind: PersonAct, at: datetime) -> bool:
    about = {"person": person, "kind": kind}
    proposed = program.measure_proposals.filter(state=MeasureProposal.State.OPEN, **about)
    return proposed.exists() or program.measures.filter(ended_at=None, until__gt=at, **about).exists()
