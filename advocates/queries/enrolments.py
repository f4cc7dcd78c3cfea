"""Who is enrolled, and for how long."""

from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from advocates.models import Enrolment, Program


def active_enrolment(member: User | AnonymousUser, program: Program, at: datetime) -> Enrolment | None:
    """The enrolment whose term runs at this moment."""
    if not isinstance(member, User):
        return None
    running = Enrolment.objects.filter(program=program, member=member, ended_at=None)
    return running.filter(term_starts__lte=at, term_ends__gt=at).first()


def is_enrolled(member: User | AnonymousUser, program: Program, at: datetime) -> bool:
    return active_enrolment(member, program, at) is not None
