"""Signing under a name, and who is shown by which."""

import pytest

from accounts.actions import profiles
from accounts.models import User
from advocates.actions import enrolments, policies
from advocates.actions.naming import Wish
from advocates.models import Attestation, PolicyVersion
from tests.advocates.joining import Joining
from tests.factories import UserFactory

HERON = Wish("pseudonym", "Night Heron")


def sign(
    joining: Joining, version: PolicyVersion, wish: Wish | None = HERON, member: User | None = None
) -> Attestation:
    return policies.attest(version, member=member or joining.applicant, at=joining.at, named=wish)


def another(joining: Joining) -> User:
    member: User = UserFactory()
    enrolments.enrol(joining.program, member=member, actor=joining.manager, at=joining.at)
    return member


def renamed(person: User, joining: Joining, **fields: str) -> User:
    form = {"name": person.name, "handle": person.handle or "", "about": "", "time_zone": ""} | fields
    return profiles.change(person, actor=person, at=joining.at, **form)


def shown(person: User) -> str:
    return str(User.objects.get(pk=person.pk))


@pytest.fixture
def version(joining: Joining) -> PolicyVersion:
    enrolments.enrol(joining.program, member=joining.applicant, actor=joining.manager, at=joining.at)
    policy = policies.create_policy(joining.program, name="Agreement", actor=joining.manager, at=joining.at)
    return policies.publish(policy, text="Promise.", clauses=[], actor=joining.manager, at=joining.at)
