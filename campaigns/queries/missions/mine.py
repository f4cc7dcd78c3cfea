"""What one advocate is offered, works on and has done."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from advocates.models import Program
from campaigns.models import Campaign, Invitation, Mission, MissionWish, Submission
from campaigns.queries.missions.promised import with_campaign
from campaigns.queries.missions.targeting import meant_by, meant_of, reasons_for

MOST_LOOKED_AT = 30
"""So many open missions are looked through, invitations first, then what ends soonest."""
State = Submission.State
Times = list[tuple[str, datetime]]


@dataclass(frozen=True, slots=True)
class Offer:
    """A mission that somebody could take, and why it is offered to them."""

    mission: Mission
    reasons: list[str]
    invited: bool


def open_missions(program: Program, *, at: datetime) -> QuerySet[Mission]:
    """What can be taken now: open, in its window, of an open campaign, with a place left."""
    return with_campaign().filter(
        campaign__program=program, campaign__state=Campaign.State.OPEN, state=Mission.State.OPEN,
        starts_at__lte=at, ends_at__gt=at, taken__lt=F("capacity"),
    )  # fmt: skip


def visible_mission(program: Program, member: User, number: int, *, at: datetime) -> Mission | None:
    """The mission, if the member has it, was invited to it, or could take it now."""
    mission = with_campaign().filter(campaign__program=program, pk=number).exclude(state=Mission.State.DRAFT).first()
    if mission is None:
        return None
    had = Submission.objects.filter(mission=mission, member=member).exists()
    asked = Invitation.objects.filter(mission=mission, member=member).exists()
    return mission if had or asked or meant_by(mission, at=at).filter(pk=member.pk).exists() else None


def why_not(mission: Mission, member: User, *, at: datetime) -> str:
    """The code of why the member cannot take it now; empty where they can."""
    if mission.state != Mission.State.OPEN or mission.campaign.state != Campaign.State.OPEN:
        return "not_open"
    if not mission.starts_at <= at < mission.ends_at:
        return "out_of_time"
    if mission.pk not in meant_of([mission], member, at=at):
        return "not_meant"
    had_enough = _had_enough(mission, _times_of([mission], member)[mission.pk], at)
    return had_enough or ("full" if mission.taken >= mission.capacity else "")


def _times_of(missions: Sequence[Mission], member: User) -> dict[int, Times]:
    """State and beginning of each time that the member took them, by the mission's number; one query."""
    found: dict[int, Times] = defaultdict(list)
    mine = Submission.objects.filter(mission__in=missions, member=member)
    for number, state, taken_at in mine.values_list("mission", "state", "taken_at"):
        found[number].append((state, taken_at))
    return found


def _had_enough(mission: Mission, times: Times, at: datetime) -> str:
    """Whether the member is at it, or did it as often as one may. What was given back or ran out counts for nothing."""
    if any(state in Submission.RUNNING for state, _taken_at in times):
        return "at_work"
    counted = [taken_at for state, taken_at in times if state not in {State.GIVEN_UP, State.LAPSED}]
    if len(counted) >= mission.per_person:
        return "no_more"
    since = week_of(mission.campaign.program, at)
    return "this_week" if sum(taken_at >= since for taken_at in counted) >= mission.per_week else ""


def week_of(program: Program, at: datetime) -> datetime:
    """The beginning of the program's calendar week, a Monday."""
    day = at.astimezone(program.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def offers_to(program: Program, member: User, *, at: datetime) -> list[Offer]:
    """What the member can take: invitations first, then what else is for them. What they declined is not shown again.

    As many queries however many there are.
    """
    declined = Invitation.objects.filter(member=member, state=Invitation.State.DECLINED).values("mission")
    offered = Invitation.objects.filter(member=member, mission=OuterRef("pk"), state=Invitation.State.OFFERED)
    left = open_missions(program, at=at).exclude(pk__in=declined).annotate(invited=Exists(offered))
    rows: list[Any] = list(left.order_by("-invited", "ends_at", "pk")[:MOST_LOOKED_AT])
    meant, times = meant_of(rows, member, at=at), _times_of(rows, member)
    fit = [mission for mission in rows if mission.pk in meant and not _had_enough(mission, times[mission.pk], at)]
    return [Offer(mission, reasons_for(mission), mission.invited) for mission in fit]


def running_of(program: Program, member: User) -> list[Submission]:
    """What the member works on or has sent, what is due first first."""
    rows = _of(program, member).filter(state__in=Submission.RUNNING)
    return sorted(rows, key=lambda one: (one.state not in Submission.WORKABLE, one.due_at, one.pk))


def ended_of(program: Program, member: User) -> QuerySet[Submission]:
    return _of(program, member).exclude(state__in=Submission.RUNNING)


def submission_of(program: Program, member: User, number: int) -> Submission | None:
    return _of(program, member).filter(pk=number).first()


def _of(program: Program, member: User) -> QuerySet[Submission]:
    mine = Submission.objects.filter(program=program, member=member)
    return mine.select_related("program", "mission__campaign__program", "member")


def wish_of(program: Program, member: User) -> MissionWish | None:
    return MissionWish.objects.filter(program=program, member=member).prefetch_related("interests").first()
