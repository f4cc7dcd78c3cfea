"""Badges that are earned by rule arise from sealed entries of the record; `handle` is a consumer's."""

from collections.abc import Iterable

from accounts.models import User
from advocates.models import Certification
from campaigns.actions.recognition.giving import award_by_rule
from campaigns.models import Achievement, Contribution, Recognition, Score, Season
from record.models import Entry

Rule = Achievement.Rule


def handle(entry: Entry) -> None:
    """Give the badges that whoever the entry is about has earned by now. Safe to be told twice, late or out of order."""
    for badge, member in EARNED[entry.verb](entry):
        award_by_rule(badge, member, at=entry.at)


Earned = Iterable[tuple[Achievement, User]]


def _by_rule(program_id: int | None, rule: str) -> Iterable[Achievement]:
    return Achievement.objects.filter(program=program_id, rule=rule, active=True).select_related("program", "tier")


def _by_contributions(entry: Entry) -> Earned:
    made = Contribution.objects.select_related("member").filter(pk=entry.subject_id).first()
    if made is None:
        return
    for badge in _by_rule(entry.program_id, Rule.CONTRIBUTIONS):
        counted = Contribution.objects.filter(program=badge.program, member=made.member, standing__gt=0)
        counted = counted.filter(what=badge.what) if badge.what else counted
        if counted.count() >= (badge.count or 1):
            yield badge, made.member


def _by_course(entry: Entry) -> Earned:
    given = Certification.objects.select_related("member").filter(pk=entry.subject_id, revoked_at=None).first()
    if given is None:
        return
    for badge in _by_rule(entry.program_id, Rule.COURSE):
        if badge.course_id == given.course_id:
            yield badge, given.member


def _by_tier(entry: Entry) -> Earned:
    row = Recognition.objects.select_related("member", "tier").filter(pk=entry.subject_id).first()
    if row is None or row.tier is None:
        return
    for badge in _by_rule(entry.program_id, Rule.TIER):
        if badge.tier and badge.tier.threshold <= row.tier.threshold:
            yield badge, row.member


def _by_place(entry: Entry) -> Earned:
    season = Season.objects.filter(pk=entry.subject_id, closed_at__isnull=False).first()
    for badge in _by_rule(entry.program_id, Rule.PLACE) if season else ():
        won = Score.objects.filter(season=season, place__lte=badge.count or 1).select_related("member")
        for score in won.order_by("place", "pk"):
            yield badge, score.member


EARNED = {
    "contribution.credited": _by_contributions,
    "certification.given": _by_course,
    "tier.reached": _by_tier,
    "season.closed": _by_place,
}
