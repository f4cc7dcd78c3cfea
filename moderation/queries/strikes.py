"""How a person stands in a program: what was done about them, what counts still, what is proposed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from accounts.models import User
from advocates.models import Program
from moderation.models import ClauseWeight, Decision, Measure, MeasureProposal, PersonAct, StandingRule
from moderation.queries.conflicts import openable
from moderation.queries.standing import Standing

MOST = 12


@dataclass(frozen=True, slots=True)
class Conduct:
    """`weight` is the sum of the strikes that count now; the newest measures; what waits for a manager's answer."""

    weight: int
    measures: list[Measure]
    proposals: list[MeasureProposal]


def conduct_of(person: User, standing: Standing) -> Conduct:
    """As far as whoever asks may look: what rests on decisions below their scopes. Three queries."""
    program, seen = standing.program, standing.within("decision__case__path")
    shown = measures_of(person, program).filter(seen)[:MOST]
    waiting = open_proposals(program).filter(seen, person=person)
    counts = counting(person, program, at=standing.at).filter(seen)
    return Conduct(counts.aggregate(sum=Sum("weight"))["sum"] or 0, list(shown), list(waiting))


def measures_of(person: User, program: Program) -> QuerySet[Measure]:
    rows = Measure.objects.filter(person=person, program=program)
    return rows.select_related("by", "ended_by", "decision__clause", "decision__case").order_by("-pk")


def running(program: Program, at: datetime, *, reader: User) -> QuerySet[Measure]:
    """Everything but warnings that is not over, about people to whom this manager is not near."""
    rows = Measure.objects.filter(_not_near(reader), program=program, ended_at=None, until__gt=at)
    return rows.select_related("person", "by", "decision__clause").order_by("-pk")


def to_answer(program: Program, *, reader: User) -> QuerySet[MeasureProposal]:
    """What waits for a manager, about people to whom this one is not near."""
    return open_proposals(program).filter(_not_near(reader))


def open_proposals(program: Program) -> QuerySet[MeasureProposal]:
    rows = MeasureProposal.objects.filter(program=program, state=MeasureProposal.State.OPEN)
    return rows.select_related("person", "by", "decision__clause", "decision__case__message").order_by("pk")


def resting_on(decision: Decision, at: datetime) -> list[Measure]:
    """What was done about the author because of it and would end with it: warnings, and what is not over."""
    rows = Measure.objects.filter(Q(until=None) | Q(until__gt=at), decision=decision, ended_at=None)
    return list(rows.order_by("pk"))


def weight_of(person: User, program: Program, *, at: datetime) -> int:
    """The sum of the weights of the strikes that count at this moment."""
    return counting(person, program, at=at).aggregate(sum=Sum("weight"))["sum"] or 0


def counting(person: User, program: Program, *, at: datetime) -> QuerySet[Measure]:
    """The strikes that nobody ended and that are not over at this moment. One of a later moment, which another person
    gave while this one waited for the lock, counts as well.
    """
    return Measure.objects.filter(person=person, program=program, kind=PersonAct.STRIKE, ended_at=None, until__gt=at)


def weight_for(decision: Decision) -> int:
    """What a strike weighs that rests on this decision: as its clause is weighed, in whichever version it was cited."""
    clause = decision.clause
    if clause is None:
        return 1
    same = Q(clause__code=clause.code, clause__version__policy=clause.version.policy_id)
    rows = ClauseWeight.objects.filter(same, program=decision.case.program_id)
    found = rows.order_by("-clause__version__number").values_list("weight", flat=True).first()
    return found or 1


def rule_of(program: Program) -> StandingRule:
    """The program's, or the usual one, not saved."""
    return StandingRule.objects.filter(program=program).first() or StandingRule(program=program)


def _not_near(reader: User) -> Q:
    """As for a case that is decided: what a conflict bars is not listed; having decided on it oneself is none."""
    return openable(reader, Q(pk__in=()), "decision__case__message")
