"""Taking a mission, or declining it. Declining costs nothing, and nobody learns of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from advocates.rights import must_be_heard
from campaigns.models import Invitation, Mission, Submission
from campaigns.queries.missions.mine import why_not
from campaigns.queries.missions.promised import with_campaign
from record.actions import write
from sitewide.errors import Conflict, Forbidden, NotFound

SENTENCES = {
    "not_open": _("This mission cannot be taken any more."),
    "out_of_time": _("This mission cannot be taken now: look at its dates."),
    "at_work": _("You are at it already."),
    "no_more": _("You have done this mission as often as one person can."),
    "this_week": _("You have done this mission this week. It can be taken again next week."),
    "full": _("Somebody else took the last place a moment ago."),
}


@transaction.atomic
def take(mission: Mission, *, member: User, at: datetime) -> Submission:
    """Take the mission, and with it its terms as they are shown: its points are promised from now on, its place is kept.

    One person's takings come one after the other, by the row of their invitation; the place is taken by one statement
    that finds one left. Refuses 404 a mission that is not theirs to see, 403 whoever is muted or suspended and for whom it
    is not (`not_meant`), 409 what `SENTENCES` says.
    """
    row = with_campaign().filter(pk=mission.pk).exclude(state=Mission.State.DRAFT).first()
    if row is None:
        raise NotFound(_("There is no such mission."))
    must_be_heard(member, row.program, at=at)
    if (code := why_not(row, member, at=at)) == "not_meant":
        raise Forbidden(_("This mission is for others; look at the reasons it states."), code=code)
    Invitation.objects.get_or_create(mission=row, member=member, defaults={"offered_at": at})
    invitation = Invitation.objects.select_for_update().get(mission=row, member=member)
    row = with_campaign().get(pk=row.pk)
    if code := why_not(row, member, at=at):
        raise Conflict(SENTENCES[code], code=code)
    if not Mission.objects.filter(pk=row.pk, state=Mission.State.OPEN, taken__lt=F("capacity")).update(
        taken=F("taken") + 1
    ):
        raise Conflict(SENTENCES["full"], code="full")
    invitation.state, invitation.answered_at = Invitation.State.TAKEN, at
    invitation.save(update_fields=["state", "answered_at"])
    return _begun(row, member, at)


@transaction.atomic
def decline(mission: Mission, *, member: User, at: datetime) -> Invitation:
    """Say no, or no more: it is not shown to the member again. The record tells that somebody did, and not who.

    Refuses 404 a mission to which the member was not invited and for whom it is not, 409 one that they are at.
    """
    row = with_campaign().filter(pk=mission.pk).exclude(state=Mission.State.DRAFT).first()
    known = Invitation.objects.filter(mission=mission, member=member)
    if row is None or not (known.exists() or why_not(row, member, at=at) != "not_meant"):
        raise NotFound(_("There is no such mission."))
    Invitation.objects.get_or_create(mission=row, member=member, defaults={"offered_at": at})
    invitation = known.select_for_update().get()
    if Submission.objects.filter(mission=row, member=member, state__in=Submission.RUNNING).exists():
        raise Conflict(_("You have taken this mission: give it back instead."), code="at_work")
    if invitation.state != Invitation.State.DECLINED:
        invitation.state, invitation.answered_at = Invitation.State.DECLINED, at
        invitation.save(update_fields=["state", "answered_at"])
        write("mission.declined", at=at, program=row.program, subject=row)
    return invitation


def _begun(mission: Mission, member: User, at: datetime) -> Submission:
    times = Submission.objects.filter(mission=mission, member=member).aggregate(last=Max("number"))["last"] or 0
    due = min(at + timedelta(days=mission.days), mission.ends_at)
    made = Submission.objects.create(
        program=mission.program, mission=mission, member=member, number=times + 1, points=mission.points, taken_at=at,
        due_at=due,
    )  # fmt: skip
    write("submission.taken", at=at, actor=member, program=mission.program, subject=made, mission=mission.pk)
    return made
