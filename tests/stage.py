"""A small stage for whatever is about rights: one program with its pages, its people, its policy, and one live grant."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from accounts.models import User
from advocates.models import Grant, PolicyVersion, Program
from advocates.rights import Place
from tests.factories import (
    BrandPageFactory,
    EnrolmentFactory,
    GrantFactory,
    PolicyVersionFactory,
    ProgramFactory,
    UserFactory,
    attest_everything,
    manager_of,
)


@dataclass
class Stage:
    """`kitchen` lies below the root, `pans` below `kitchen`. The advocate is enrolled since a month and has attested."""

    program: Program
    kitchen: Page
    pans: Page
    manager: User
    advocate: User
    policy: PolicyVersion
    now: datetime = field(default_factory=timezone.now)

    def place(self, page: Page | None = None) -> Place:
        return Place.on(page or self.kitchen, self.program)

    def grant(self, **fields: Any) -> Grant:
        """A live grant of the advocate on the kitchen, by the manager, unless said otherwise."""
        known = {"program": self.program, "advocate": self.advocate, "scope": self.kitchen, "granted_by": self.manager}
        grant: Grant = GrantFactory(**known | fields)
        return grant

    def later(self, **delta: float) -> datetime:
        return self.now + timedelta(**delta)


def signed_in(user: User, *, recent: bool = True) -> Client:
    """A browser of the person; `recent`: they have just proven who they are."""
    client = Client()
    client.force_login(user)
    if recent:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time(), "email": user.email}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
        session.save()
    return client


def at_work(user: User, *, recent: bool = True) -> Client:
    """Signed in to the workbench; `recent`: has just proven who they are."""
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return signed_in(user, recent=recent)


def month_ago() -> datetime:
    return timezone.now() - timedelta(days=30)


def stage(**fields: Any) -> Stage:
    program = ProgramFactory(**fields)
    kitchen = BrandPageFactory(parent=program.root_page, title="The kitchen")
    pans = BrandPageFactory(parent=kitchen, title="Pans")
    policy = PolicyVersionFactory(policy__program=program)
    advocate = EnrolmentFactory(program=program, term_starts=month_ago()).member
    attest_everything(advocate, program)
    manager = manager_of(program)
    return Stage(program, Page.objects.get(pk=kitchen.pk), Page.objects.get(pk=pans.pk), manager, advocate, policy)


def enrolled(on: Stage, **fields: Any) -> User:
    """One more advocate, who has attested everything."""
    member: User = EnrolmentFactory(program=on.program, term_starts=month_ago(), member=UserFactory(**fields)).member
    attest_everything(member, on.program)
    return member
