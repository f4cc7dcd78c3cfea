"""Whom a mission is for. Every condition that is set must hold, and the advocate reads each of them as the reason."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from advocates.models import Certification, Enrolment, Grant
from advocates.models.program import paths_down_to
from campaigns.models import Mission, MissionWish
from campaigns.queries.recognition import from_level
from sitewide.languages import SPOKEN


def meant_by(mission: Mission, *, at: datetime) -> QuerySet[User]:
    """The advocates of the program for whom the mission is, whether or not they were invited."""
    me = OuterRef("pk")
    program = mission.campaign.program
    terms = Enrolment.objects.filter(member=me, program=program, term_starts__lte=at, term_ends__gt=at)
    people: QuerySet[User] = User.objects.filter(
        Exists(terms.filter(Q(ended_at=None) | Q(ended_at__gt=at))), is_active=True
    )
    if mission.place:
        live = Grant.objects.filter(advocate=me, program=program, state=Grant.State.LIVE, shadow=False)
        there = live.filter(starts_at__lte=at, ends_at__gt=at, scope__path__in=paths_down_to(mission.place.path))
        people = people.filter(Exists(there))
    if mission.course_id:
        held = Certification.objects.filter(member=me, program=program, course=mission.course_id, revoked_at=None)
        people = people.filter(Exists(held.filter(passed_at__lte=at, expires_at__gt=at)))
    return _as_wished(people, mission)


def _as_wished(people: QuerySet[User], mission: Mission) -> QuerySet[User]:
    """What people said of themselves; who said nothing is meant by no mission that asks for it."""
    wishes = MissionWish.objects.filter(member=OuterRef("pk"), program=mission.campaign.program)
    if mission.tier:
        people = people.filter(pk__in=from_level(mission.campaign.program, mission.tier).values("member"))
    if mission.language:
        people = people.filter(Exists(wishes.filter(languages__contains=f" {mission.language} ")))
    if mission.interest_id:
        people = people.filter(Exists(wishes.filter(interests=mission.interest_id)))
    return people


def meant_of(missions: Sequence[Mission], member: User, *, at: datetime) -> set[int]:
    """The numbers of those missions that are for this member, by the same conditions; one query for all of them."""
    if not missions:
        return set()
    asked = {f"m{one.pk}": Exists(meant_by(one, at=at).filter(pk=OuterRef("pk"))) for one in missions}
    found = User.objects.filter(pk=member.pk).annotate(**asked).values(*asked).get()
    return {one.pk for one in missions if found[f"m{one.pk}"]}


def reasons_for(mission: Mission) -> list[str]:
    """Why it is offered to those for whom it is, told to them."""
    told = []
    if mission.place:
        told.append(_("You may speak on the page %(page)s.") % {"page": mission.place})
    if mission.course:
        told.append(_("You hold the certificate of the course “%(course)s”.") % {"course": mission.course})
    if mission.language:
        told.append(_("You said that you speak %(language)s.") % {"language": dict(SPOKEN)[mission.language]})
    if mission.interest:
        told.append(_("You said that you care for this: %(interest)s.") % {"interest": mission.interest})
    if mission.tier:
        told.append(_("It is for advocates from tier %(tier)s on.") % {"tier": mission.tier})
    return told or [_("It is open to every advocate of the program.")]
