"""Thresholds propose, people decide: what the sum of somebody's strikes suggests, and when it suggests it no more."""

from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from advocates.models import Program
from moderation.models import Decision, MeasureProposal, PersonAct
from moderation.queries.strikes import counting, rule_of, weight_of
from record.actions import write


def weigh(person: User, program: Program, *, decision: Decision, at: datetime) -> MeasureProposal | None:
    """In the transaction of a strike: propose what the program's threshold says, once; nothing is done to anybody.

    The heavier threshold wins. Nothing where the same is proposed already, or runs.
    """
    weight, kind, days = _due(person, program, at)
    if kind is None or _is_there(person, program, kind, at):
        return None
    about = {"program": program, "person": person, "decision": decision}
    try:
        with transaction.atomic():
            made = MeasureProposal.objects.create(kind=kind, days=days, weight=weight, at=at, **about)
    except IntegrityError:
        return None
    write("measure.proposed", at=at, subject=made, program=program, kind=kind, person=person.pk, weight=weight)
    return made


def fall(person: User, program: Program, *, at: datetime, decision: Decision | None = None) -> None:
    """After strikes ended, or `decision` was overturned: what was proposed because of it, or by a threshold that is no
    longer reached, falls away. Instead of that, what the strikes that are left reach is proposed, because of the latest.
    """
    rule, weight = rule_of(program), weight_of(person, program, at=at)
    needed = {PersonAct.MUTE: rule.mute_weight, PersonAct.SUSPEND: rule.suspend_weight}
    rows = MeasureProposal.objects.select_for_update().filter(program=program, person=person)
    overturned = decision.pk if decision else None
    fallen = [
        row
        for row in rows.filter(state=MeasureProposal.State.OPEN).order_by("pk")
        if (row.by_id is None and weight < needed.get(PersonAct(row.kind), 0)) or row.decision_id == overturned
    ]
    for row in fallen:
        row.state, row.answered_at = MeasureProposal.State.FALLEN, at
        row.save(update_fields=["state", "answered_at"])
        write("measure.proposal_fell", at=at, subject=row, program=program, kind=row.kind, decision=row.decision_id)
    latest = counting(person, program, at=at).select_related("decision").order_by("-pk").first()
    if fallen and latest is not None:
        weigh(person, program, decision=latest.decision, at=at)


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
