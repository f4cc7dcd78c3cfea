"""Inviting advocates to missions: whom it is for, never more a week than the program and the person allow."""

from collections import Counter
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q

from advocates.models import Program
from campaigns.models import Campaign, Invitation, Mission, MissionWish
from campaigns.queries.missions.mine import open_missions, week_of
from campaigns.queries.missions.targeting import meant_by
from campaigns.queries.missions.terms import terms_of
from record.actions import write

AT_ONCE = 500
"""Invitations to one mission in one transaction; the next sweep goes on."""


def offer_due(*, at: datetime) -> int:
    """Invite to every mission that can be taken whoever it is for and was not asked; answers how many. Safe to run twice."""
    programs = Program.objects.filter(campaigns__state=Campaign.State.OPEN).distinct().order_by("pk")
    return sum(
        offer(mission, at=at)
        for program in programs
        for mission in open_missions(program, at=at).order_by("ends_at", "pk")
    )


@transaction.atomic
def offer(mission: Mission, *, at: datetime) -> int:
    """Invite to one mission. The program's row is locked: two sweeps invite one after the other, so that nobody is asked
    twice or too often. Those who were asked least this week come first."""
    program = Program.objects.select_for_update(no_key=True).get(pk=mission.campaign.program_id)
    known = Invitation.objects.filter(mission=mission, member=OuterRef("pk"))
    people = meant_by(mission, at=at).exclude(Exists(known))
    asked = _asked_this_week(program, at)
    own = dict(MissionWish.objects.filter(program=program).values_list("member", "a_week"))
    most = terms_of(program).a_week
    free = [
        pk for pk in people.order_by("pk").values_list("pk", flat=True)
        if asked[pk] < min(most, most if (said := own.get(pk)) is None else said)
    ]  # fmt: skip
    chosen = sorted(free, key=lambda pk: (asked[pk], pk))[:AT_ONCE]
    Invitation.objects.bulk_create(
        [Invitation(mission=mission, member_id=pk, offered_at=at) for pk in chosen], ignore_conflicts=True
    )
    if chosen:
        write("mission.offered", at=at, program=program, subject=mission, people=len(chosen))
    return len(chosen)


def _asked_this_week(program: Program, at: datetime) -> Counter[int]:
    """How often each person was invited in the program's calendar week; only those who were."""
    week = Q(mission__campaign__program=program, offered_at__gte=week_of(program, at))
    rows = Invitation.objects.filter(week).values_list("member").annotate(many=Count("pk"))
    return Counter(dict(rows))
