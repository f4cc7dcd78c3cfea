"""A program with a brand page, an advocate who may post and reply there, a member, a manager and a stranger."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from advocates.models import Grant, Program
from cms.actions import messages
from cms.models import BrandPage, Message
from tests.factories import (
    BrandPageFactory,
    EnrolmentFactory,
    GrantFactory,
    ProgramFactory,
    UserFactory,
    manager_of,
)
from tests.kept import kept


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


def a_post(cast: Cast, **fields: object) -> Message:
    """By the advocate, now, unless said otherwise."""
    sent = {"author": cast.advocate, "title": "Season it", "body": "<p>Oil, then heat.</p>", "at": cast.at}
    return messages.post(cast.page, **sent | fields)


def a_comment(cast: Cast, **fields: object) -> Message:
    """By the member, now, unless said otherwise."""
    return messages.comment(cast.page, **{"author": cast.member, "body": "Mine sticks.", "at": cast.at} | fields)


def played() -> Cast:
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


cast = kept(played, clock="at")


@pytest.fixture
def as_(client: Client) -> Callable[[Any], Client]:
    """The client, signed in as somebody."""

    def sign_in(person: Any) -> Client:
        client.force_login(person)
        return client

    return sign_in
