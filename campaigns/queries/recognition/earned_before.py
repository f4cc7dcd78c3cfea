"""Who has met the rule of a badge by now, whenever that was."""

from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import User
from advocates.models import Certification
from campaigns.models import Achievement, Contribution, Recognition, Score, Tier
from campaigns.queries.subjects.told import label_of
from record.models import Entry

Rule = Achievement.Rule


def earned_before(badge: Achievement) -> QuerySet[User]:
    """The people, by their number; nobody for a badge that is given by hand.

    What counts is what counts when it is earned later: contributions that stand, courses that were not revoked, tiers that
    were ever reached, places of closed seasons.
    """
    found = FOUND.get(Rule(badge.rule))
    members = found(badge) if found else User.objects.none().values("pk")
    return User.objects.filter(pk__in=members, is_active=True).order_by("pk")


def _by_contributions(badge: Achievement) -> QuerySet[Any, Any]:
    counted = Contribution.objects.filter(program=badge.program, standing__gt=0)
    counted = counted.filter(what=badge.what) if badge.what else counted
    enough = counted.order_by().values("member").annotate(number=Count("pk")).filter(number__gte=badge.count or 1)
    return enough.values("member")


def _by_course(badge: Achievement) -> QuerySet[Any, Any]:
    given = Certification.objects.filter(program=badge.program, course=badge.course, revoked_at=None)
    return given.values("member")


def _by_tier(badge: Achievement) -> QuerySet[Any, Any]:
    """The record knows who reached a tier, even who left it since."""
    threshold = badge.tier.threshold if badge.tier else 0
    tiers = list(Tier.objects.filter(program=badge.program, threshold__gte=threshold).values_list("pk", flat=True))
    told = Entry.objects.filter(program_id=badge.program_id, verb="tier.reached", data__tier__in=tiers)
    reached = told.filter(subject_kind=label_of(Recognition)).values("subject_id")
    return Recognition.objects.filter(program=badge.program, pk__in=reached).values("member")


def _by_place(badge: Achievement) -> QuerySet[Any, Any]:
    won = Score.objects.filter(season__program=badge.program, season__closed_at__isnull=False)
    return won.filter(place__lte=badge.count or 1).values("member")


FOUND = {
    Rule.CONTRIBUTIONS: _by_contributions, Rule.COURSE: _by_course, Rule.TIER: _by_tier, Rule.PLACE: _by_place,
}  # fmt: skip
