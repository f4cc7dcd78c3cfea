"""Cases that say nearly the same stand behind one, their leader, and come back when it goes alone."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Min, Q

from advocates.models import Program
from cms.models import Message
from moderation.alike import marks_of, text_of
from moderation.models import Case, Intake, TextMark
from moderation.queries.alike import hides, intake_of, leader_for
from record.actions import write

MOST_AT_ONCE = 500


def one_at_a_time(message: Message) -> Intake:
    """The program's intake, locked where the message may be like another's, so that two that open at once see each other.

    Whoever holds it waits for no case that somebody else has locked; it is taken before any case.
    """
    intake = intake_of(message.program_id)
    if not intake.alike or not marks_of(text_of(message)):
        return intake
    if intake.pk is None:
        Intake.objects.get_or_create(program_id=message.program_id)
    return Intake.objects.select_for_update(no_key=True).get(program=message.program_id)


def gather(case: Case, message: Message, intake: Intake, *, at: datetime) -> None:
    """Stand the case behind an open one that says nearly the same; where there is none, it may lead others."""
    text = text_of(message)
    marks = marks_of(text) if intake.alike else ()
    if not marks:
        return
    leader = leader_for(case, text, intake, marks, at=at)
    if leader is None:
        TextMark.objects.bulk_create(TextMark(case=case, mark=mark) for mark in marks)
        return
    case.leader = leader
    case.save(update_fields=["leader"])
    write("case.joined", at=at, subject=case, program=Program(pk=case.program_id), leader=leader.pk)


def lift(case: Case) -> None:
    """The leader is as urgent, and due as soon, as the case that stands behind it.

    Where somebody has the leader locked it stays as it is for the moment: `tend` makes up for it.
    """
    if case.leader_id is None:
        return
    rows = Case.objects.select_for_update(skip_locked=True).filter(pk=case.leader_id, state=Case.State.OPEN)
    if (leader := rows.first()) and (leader.urgency < case.urgency or leader.due_at > case.due_at):
        leader.urgency, leader.due_at = max(leader.urgency, case.urgency), min(leader.due_at, case.due_at)
        leader.save(update_fields=["urgency", "due_at"])


def let_go(case: Case, *, at: datetime) -> int:
    """The case leads nobody any more: the oldest open one behind it leads the others from now on. Answers how many came back.

    What somebody has locked at the moment comes back with `tend`.
    """
    TextMark.objects.filter(case=case).delete()
    behind = Case.objects.select_for_update(skip_locked=True).filter(leader=case.pk, state=Case.State.OPEN)
    rows = list(behind.only("message", "urgency", "due_at").order_by("pk"))
    if not rows:
        return 0
    first, others = rows[0], [row.pk for row in rows[1:]]
    first.leader = None
    first.urgency = max(row.urgency for row in rows)
    first.due_at = min(row.due_at for row in rows)
    first.save(update_fields=["leader", "urgency", "due_at"])
    TextMark.objects.bulk_create(TextMark(case=first, mark=mark) for mark in marks_of(text_of(first.message)))
    Case.objects.filter(pk__in=others).update(leader=first)
    write("case.came_back", at=at, subject=first, program=Program(pk=case.program_id), behind=len(others), of=case.pk)
    return len(rows)


@transaction.atomic
def apart(case: Case, *, at: datetime) -> Case:
    """The case stands alone again and leads nobody, because its text is another or not everybody concerned sees the leader."""
    locked = Case.objects.select_for_update(of=("self",)).select_related("message").get(pk=case.pk)
    let_go(locked, at=at)
    if locked.leader_id is not None:
        locked.leader = None
        locked.save(update_fields=["leader"])
    if locked.state == Case.State.OPEN:
        TextMark.objects.bulk_create(TextMark(case=locked, mark=mark) for mark in marks_of(text_of(locked.message)))
    return locked


@transaction.atomic
def tend(*, at: datetime) -> int:
    """Make good what was locked when it mattered, or changed since: nobody waits behind a case that is over, or that those
    who moderate its place do not see. Answers how many came back; safe to run twice."""
    led = Case.objects.filter(state=Case.State.OPEN, leader__isnull=False)
    over = led.exclude(leader__state=Case.State.OPEN) | led.filter(leader__escalated=True)
    heads = Case.objects.filter(pk__in=list(over.values_list("leader", flat=True).distinct()[:MOST_AT_ONCE]))
    freed = sum(let_go(head, at=at) for head in heads)
    elsewhere = led.exclude(path=F("leader__path")).select_related("leader").order_by("pk")[:MOST_AT_ONCE]
    for case in elsewhere:
        if case.leader and hides(case.leader.path, case.path, case.program_id, at=at):
            apart(case, at=at)
            freed += 1
    _even_out()
    return freed


def _even_out() -> None:
    """Leaders that are less urgent, or due later, than a case behind them."""
    behind = Case.objects.filter(state=Case.State.OPEN, leader__isnull=False)
    uneven = behind.filter(Q(urgency__gt=F("leader__urgency")) | Q(due_at__lt=F("leader__due_at")))
    rows = (
        uneven.order_by("leader")
        .values_list("leader")
        .annotate(most=Max("urgency"), first=Min("due_at"))[:MOST_AT_ONCE]
    )
    for leader, urgency, due_at in rows:
        row = Case.objects.select_for_update(skip_locked=True).filter(pk=leader, state=Case.State.OPEN).first()
        if row is not None:
            row.urgency, row.due_at = max(row.urgency, urgency), min(row.due_at, due_at)
            row.save(update_fields=["urgency", "due_at"])
