"""How a person wants to be treated at the desk, and which cases are heavy."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from advocates.models import Program
from cms.models import Picture
from moderation.models import Case, Wellness

HEAVY = 3
"""The urgency from which a case counts as heavy; one with pictures does so whatever its urgency."""


def wellness_of(person: User) -> Wellness:
    """Their setting; the usual one, not stored, where they never chose. One query."""
    return Wellness.objects.filter(person=person).first() or Wellness(person=person)


def day_of(program: Program, at: datetime) -> date:
    """The day in the program's time zone."""
    return at.astimezone(program.zone).date()


def is_heavy(case: Case) -> bool:
    return case.urgency >= HEAVY or Picture.objects.filter(message=case.message_id).exists()


def lighter() -> Q:
    """The condition on cases that they are not heavy."""
    return Q(urgency__lt=HEAVY) & ~Q(Exists(Picture.objects.filter(message=OuterRef("message"))))


def for_today(person: User, program: Program, *, at: datetime) -> Q:
    """The condition on cases by which the next one is chosen for this person: lighter ones once their day's limit is used up."""
    return lighter() if wellness_of(person).spare_on(day_of(program, at)) == 0 else Q()


def is_covered(case: Case, wellness: Wellness, *, at: datetime) -> bool:
    """Whether the case waits for the person to say that they want to see it: a heavy one that is not counted today."""
    if wellness.daily_limit is None or case.state != Case.State.OPEN:
        return False
    return case.pk not in wellness.looked_on(day_of(case.program, at)) and is_heavy(case)


def spared_of(cases: Iterable[Case], wellness: Wellness, *, at: datetime) -> frozenset[int]:
    """The same of a list of open cases of one program: those of which a line shows nothing of what they say. One query
    where there is a limit."""
    shown = {case.pk: case for case in cases}
    if wellness.daily_limit is None or not shown:
        return frozenset()
    looked = wellness.looked_on(day_of(next(iter(shown.values())).program, at))
    rows = Case.objects.filter(~lighter(), pk__in=shown.keys() - set(looked))
    return frozenset(rows.order_by().values_list("pk", flat=True))


def with_a_limit(people: Iterable[int]) -> frozenset[int]:
    """Which of these people set themselves a limit. That is all that staff learn of it."""
    found = Wellness.objects.filter(person__in=list(people), daily_limit__isnull=False)
    return frozenset(found.values_list("person_id", flat=True))
