"""A program with a brand page, an advocate who may post and reply there, a member, a manager and a stranger."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from advocates.models import Grant, Program
from cms.models import BrandPage
from tests.factories import (
    BrandPageFactory,
    EnrolmentFactory,
    GrantFactory,
    ProgramFactory,
    UserFactory,
    manager_of,
)


@dataclass(frozen=True)
class Cast:
    """Who and what a test about messages needs. `at` is now."""

    program: Program
    page: BrandPage
    advocate: User
    may_post: Grant
    may_reply: Grant
    member: User
    manager: User
    at: datetime

    def later(self, **delta: int) -> datetime:
        return self.at + timedelta(**delta)


def another_advocate(cast: Cast, right: str, **grant: object) -> User:
    """An enrolled member with one live grant, on the brand page unless said otherwise."""
    advocate: User = UserFactory()
    EnrolmentFactory(program=cast.program, member=advocate)
    GrantFactory(**{"program": cast.program, "advocate": advocate, "right": right, "scope": cast.page} | grant)
    return advocate


@pytest.fixture
def cast(db: None) -> Cast:
    program = ProgramFactory(name="Kestrel", disclosure="I get points for this.")
    page = BrandPageFactory(parent=program.root_page, title="Pans", slug="pans")
    advocate = UserFactory(name="Ada Advocate", handle="ada")
    EnrolmentFactory(program=program, member=advocate)
    grant = {"program": program, "advocate": advocate, "scope": program.root_page}
    return Cast(
        program=program,
        page=page,
        advocate=advocate,
        may_post=GrantFactory(right="post", **grant),
        may_reply=GrantFactory(right="reply", **grant),
        member=UserFactory(name="Mo Member", handle="mo"),
        manager=manager_of(program, name="Mia Manager", handle="mia"),
        at=timezone.now(),
    )
