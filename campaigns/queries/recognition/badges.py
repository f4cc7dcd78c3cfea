"""Badges that can be earned, and who has which."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from advocates.models import Program
from campaigns.models import Achievement, Award

ABOUT = ("achievement__program", "achievement__picture", "member", "given_by")


def awards_of(program: Program, member: User) -> QuerySet[Award]:
    """The member's badges, newest first; those that were revoked, too."""
    mine = Award.objects.filter(achievement__program=program, member=member)
    return mine.select_related(*ABOUT).order_by("-pk")


def award_here(program: Program, uid: UUID) -> Award | None:
    """The award of this opaque name."""
    return Award.objects.filter(achievement__program=program, uid=uid).select_related(*ABOUT).first()


def to_earn(program: Program, member: User) -> QuerySet[Achievement]:
    """The badges that can be earned and that the member does not have."""
    offered = Achievement.objects.filter(program=program, active=True).select_related("picture", "program")
    return offered.exclude(awards__in=Award.objects.filter(member=member, revoked_at=None)).order_by("name")


def with_awards(achievements: QuerySet[Achievement]) -> QuerySet[Achievement]:
    """The same with `held`: how many hold it."""
    return achievements.annotate(held=Count("awards", filter=Q(awards__revoked_at=None)))


def revoked_numbers(program: Program, first: int, last: int) -> list[int]:
    """The numbers of the program's revoked awards from `first` to `last`."""
    revoked = Award.objects.filter(achievement__program=program, revoked_at__isnull=False)
    return list(revoked.filter(pk__gte=first, pk__lte=last).values_list("pk", flat=True))
