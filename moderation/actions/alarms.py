"""The clock of the promise: cases past it stand higher, and those who can decide them are told, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.models import User
from advocates.models import CommunityManager, Program
from moderation.letters import tell_of_alarm
from moderation.models import Alarm, Case
from moderation.models.intake import MOST_HOURS
from moderation.queries.passing import in_effect
from moderation.queries.promise import SOON, Clock, Pressing, clock_of, pressing
from moderation.urgency import Weighed, urgency_of
from record.actions import write

AGED_AT_ONCE = 500
SOONEST = timedelta(hours=MOST_HOURS) / SOON
"""No case runs out of its promised time sooner than this before it is due."""
QUIET = timedelta(hours=24)
"""So long after a letter the same person gets no other one of the same program that says nothing worse."""


@transaction.atomic
def age(*, at: datetime) -> int:
    """Put cases whose promised time is over one level higher, once; answers how many. What somebody has locked waits."""
    rows = Case.objects.select_for_update(skip_locked=True).filter(state=Case.State.OPEN, aged=False, due_at__lte=at)
    late = list(rows.order_by("due_at")[:AGED_AT_ONCE])
    for case in late:
        case.aged, case.urgency = True, urgency_of(Weighed(severity=case.urgency, age=1.0))
    Case.objects.bulk_update(late, ["aged", "urgency"], batch_size=AGED_AT_ONCE)
    return len(late)


def ring(*, at: datetime) -> int:
    """Tell managers, and moderators of the place, by one letter that cases run out of their time or are late.

    A second letter within a day only says that what was running out is late now. Answers how many letters were written.
    """
    waiting = Case.objects.filter(program=OuterRef("pk"), state=Case.State.OPEN, due_at__lt=at + SOONEST)
    return sum(_ring_in(program, at) for program in Program.objects.filter(Exists(waiting)).order_by("pk"))


def _ring_in(program: Program, at: datetime) -> int:
    cases = pressing(program.pk, at=at)
    return sum(_told(person, program, clock_of(theirs, at=at), at) for person, theirs in _whose(program, cases, at))


def _whose(program: Program, cases: list[Pressing], at: datetime) -> Iterator[tuple[User, list[Pressing]]]:
    """Who can decide which of them: managers all, moderators below their scopes what was not handed to staff."""
    if not cases:
        return
    staff = CommunityManager.objects.filter(program=program, member__is_active=True).select_related("member")
    managers = {row.member_id: row.member for row in staff}
    yield from ((person, cases) for person in managers.values())
    live = in_effect(program.pk, at=at).filter(advocate__is_active=True).select_related("advocate", "scope")
    scopes: dict[User, list[str]] = {}
    for grant in live.exclude(advocate__in=managers).order_by("pk"):
        scopes.setdefault(grant.advocate, []).append(grant.scope.path)
    for person, paths in scopes.items():
        theirs = [one for one in cases if not one.escalated and one.path.startswith(tuple(paths))]
        if theirs:
            yield person, theirs


@transaction.atomic
def _told(person: User, program: Program, clock: Clock, at: datetime) -> bool:
    level = Alarm.Level.LATE if clock.late else Alarm.Level.SOON
    alarm, first = Alarm.objects.select_for_update().get_or_create(
        program=program, person=person, defaults={"level": level, "told_at": at}
    )
    if not first and at < alarm.told_at + QUIET and level <= alarm.level:
        return False
    alarm.level, alarm.told_at = level, at
    alarm.save(update_fields=["level", "told_at"])
    write("alarm.rung", at=at, subject=alarm, program=program, person=person.pk, late=clock.late, soon=clock.soon)
    tell_of_alarm(person, program, clock, at=at)
    return True
