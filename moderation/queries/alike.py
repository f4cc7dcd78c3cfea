"""Open cases that say nearly the same as another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value

from moderation.alike import likeness, marks_of, text_of
from moderation.models import Case, Decision, Intake
from moderation.queries.conflicts import openable, unbiased
from moderation.queries.passing import in_effect
from moderation.queries.queue import ORDER, free_for, visible
from moderation.queries.standing import NOTHING, Standing

MOST_COMPARED = 20
MOST_AT_ONCE = 50
"""So many cases are decided with one press."""


@dataclass(frozen=True, slots=True)
class Group:
    """What says the same as one case, as far as this person may decide on it. `more`: there are others behind these."""

    cases: list[Case]
    more: bool


def intake_of(program_id: int) -> Intake:
    """How the program's cases come about; the defaults where nobody has set anything."""
    return Intake.objects.filter(program=program_id).first() or Intake(program_id=program_id)


def may_lead(case: Case, intake: Intake, marks: Sequence[int], *, at: datetime) -> QuerySet[Case]:
    """Open cases of the program that others may follow now and share a mark, the youngest first."""
    since = at - timedelta(hours=intake.alike_hours)
    rows = Case.objects.filter(
        Q(snoozed_until=None) | Q(snoozed_until__lte=at), marks__mark__in=marks, program=case.program_id,
        state=Case.State.OPEN, leader=None, escalated=False, handed_to=None, opened_at__gte=since, pk__lt=case.pk,
    )  # fmt: skip
    return Case.objects.filter(pk__in=rows.values("pk")).select_related("message").order_by("-pk")


def leader_for(case: Case, text: str, intake: Intake, marks: Sequence[int], *, at: datetime) -> Case | None:
    """The case that this one is decided with, locked; whichever somebody else has locked at the moment leads nobody."""
    for found in may_lead(case, intake, marks, at=at)[:MOST_COMPARED]:
        if likeness(text, text_of(found.message)) < intake.alike or hides(
            found.path, case.path, case.program_id, at=at
        ):
            continue
        free = Case.objects.select_for_update(skip_locked=True).filter(pk=found.pk, state=Case.State.OPEN, leader=None)
        if leader := free.first():
            return leader
    return None


def hides(leader: str, follower: str, program_id: int, *, at: datetime) -> bool:
    """Whether somebody who moderates the follower's place does not see the leader's, and so would lose the case."""
    if leader == follower:
        return False
    here = in_effect(program_id, at=at).annotate(here=Value(follower, output_field=TextField()))
    scopes = here.filter(here__startswith=F("scope__path")).values_list("scope__path", flat=True)
    return any(not leader.startswith(scope) for scope in scopes)


def alike_to(case: Case, standing: Standing) -> Group:
    """Every other open case that says nearly the same, which this person may decide on: those decided with it, and those
    that stand alone because others see only them. Four queries at most."""
    heads = {case.leader_id or case.pk} | _heads_beside(case, standing)
    together = decidable(standing).filter(Q(pk__in=heads) | Q(leader__in=heads)).exclude(pk=case.pk)
    found = list(together.order_by("pk")[:MOST_AT_ONCE])
    return Group(found[: MOST_AT_ONCE - 1], len(found) == MOST_AT_ONCE)


def _heads_beside(case: Case, standing: Standing) -> set[int]:
    """The leaders that say nearly the same and could not become one with this case's."""
    text, least = text_of(case.message), intake_of(case.program_id).alike
    marks = marks_of(text) if least else ()
    if not marks:
        return set()
    beside = visible(standing).filter(marks__mark__in=marks, leader=None, state=Case.State.OPEN).values("pk")
    rows = Case.objects.filter(pk__in=beside).select_related("message").order_by("pk")[:MOST_COMPARED]
    return {row.pk for row in rows if likeness(text, text_of(row.message)) >= least}


def decidable(standing: Standing) -> QuerySet[Case]:
    """The open cases that this person may decide on, those decided with another too."""
    person = standing.person
    rows = visible(standing).filter(unbiased(person), free_for(person.pk, standing.at), state=Case.State.OPEN)
    rows = rows if standing.is_staff else rows.filter(escalated=False)
    return rows.select_related("message__page", "message__author")


def chosen(standing: Standing, numbers: Iterable[int]) -> list[Case]:
    """Of these cases those that this person may read, by number, decided or not, so that a report can tell of them.

    What they decided themselves is among them, handed to staff too: a second press is told that it was heard before.
    """
    rows = visible(standing).filter(openable(standing.person, NOTHING), pk__in=list(numbers)[: MOST_AT_ONCE + 1])
    if not standing.is_staff:
        by_themselves = Exists(Decision.objects.filter(case=OuterRef("pk"), by=standing.person))
        rows = rows.filter(Q(escalated=False) | ~Q(state=Case.State.OPEN) | by_themselves)
    return list(rows.select_related("message__page", "message__author").order_by("pk"))


def first_in_line(standing: Standing) -> list[Case]:
    """The most urgent cases to choose from."""
    return list(decidable(standing).order_by(*ORDER)[:MOST_AT_ONCE])
