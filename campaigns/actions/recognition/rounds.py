"""Badges by rule for those who met the rule before it was switched on: a round over them, once, by a worker."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from campaigns.actions.recognition.giving import award_by_rule
from campaigns.models import Achievement, AwardRound
from campaigns.queries.recognition.earned_before import earned_before
from sitewide.jobs import after_commit

MOST = 500
"""People whom one call of a worker looks at; the next call goes on."""
LOST = timedelta(minutes=1)
"""How long a round may show no progress until another worker takes it over."""
Clock = Callable[[], datetime]


@transaction.atomic
def renew(badge: Achievement, *, at: datetime) -> None:
    """Have a worker look at who met the badge's rule already, as it is now. A round that is under way for it ends here.

    The badge is locked before its rounds, here and by the worker.
    """
    row = Achievement.objects.select_for_update(no_key=True, of=("self",)).get(pk=badge.pk)
    AwardRound.objects.filter(achievement=row, done_at=None).update(done_at=at)
    if row.active and row.rule != Achievement.Rule.HAND:
        AwardRound.objects.create(achievement=row, asked_at=at)
        after_commit("campaigns.tasks.award_earned")


def run_next(*, clock: Clock) -> AwardRound | None:
    """Go on with the oldest round that nobody works on, `MOST` people at most; answers with it, or None.

    Safe at the same time and after a crash: each person is looked at, given the badge and counted in one transaction, and
    nobody is given a badge that they have or had.
    """
    lost = Q(beaten_at=None) | Q(beaten_at__lt=clock() - LOST)
    waiting = AwardRound.objects.filter(lost, done_at=None).select_related("achievement__program", "achievement__tier")
    for row in waiting.order_by("pk")[:5]:
        if _beat(row, clock(), in_all=earned_before(row.achievement).count()):
            _run(row, clock)
            return row
    return None


def _run(row: AwardRound, clock: Clock) -> None:
    people = list(earned_before(row.achievement).filter(pk__gt=row.last_member)[: MOST + 1])
    for member in people[:MOST]:
        if not _looked_at(row, member, clock()):
            return
    if len(people) > MOST:
        AwardRound.objects.filter(pk=row.pk, beaten_at=row.beaten_at).update(beaten_at=None)
        after_commit("campaigns.tasks.award_earned")
    else:
        _beat(row, clock(), done_at=clock())


@transaction.atomic
def _looked_at(row: AwardRound, member: User, at: datetime) -> bool:
    """Whether the round is still ours; if so the member has the badge now, or had it."""
    Achievement.objects.select_for_update(no_key=True, of=("self",)).get(pk=row.achievement_id)
    if not _beat(row, at, last_member=member.pk, looked_at=F("looked_at") + 1):
        return False
    if award_by_rule(row.achievement, member, at=at):
        AwardRound.objects.filter(pk=row.pk).update(given=F("given") + 1)
    return True


def _beat(row: AwardRound, at: datetime, **progress: object) -> bool:
    """Show progress, unless the round ended or another worker took it over meanwhile."""
    mine = AwardRound.objects.filter(pk=row.pk, done_at=None, beaten_at=row.beaten_at)
    row.beaten_at = max(at, row.beaten_at + timedelta(microseconds=1)) if row.beaten_at else at
    return bool(mine.update(beaten_at=row.beaten_at, **progress))
