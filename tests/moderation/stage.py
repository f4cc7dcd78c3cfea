"""A program with two brand pages, people in every role, and messages said through the actions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from advocates.models import Clause, Grant, Program
from cms.actions import messages
from cms.models import BrandPage, Message
from moderation.actions.cases import open_case
from moderation.actions.causes import Reason
from moderation.actions.flags import flag
from moderation.models import Case, Cause, Flag
from record.tasks import settle
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

CANARY = "canary-7f3k"


@dataclass
class Stage:
    """`kitchen` is the page the moderator's grant covers, `garden` one beside it."""

    program: Program
    kitchen: BrandPage
    garden: BrandPage
    moderator: User
    manager: User
    author: User
    reader: User
    grant: Grant

    @property
    def clause(self) -> Clause:
        clauses = Clause.objects.filter(version__policy__program=self.program, code="1")
        return clauses.order_by("version__number")[0]

    def say(self, body: str = "Your pans are all rubbish.", *, page: BrandPage | None = None, **fields: Any) -> Message:
        """A comment that readers see."""
        wanted = {"author": self.author, "at": timezone.now()} | fields
        return messages.comment(page or self.kitchen, body=body, **wanted)

    def flagged(self, message: Message | None = None, *, by: User | None = None) -> Case:
        """The case that a reader's flag on the message leads to, by way of the record."""
        message = message or self.say()
        self.flag(message, by=by or self.reader)
        settle()
        return Case.objects.get(message=message, state=Case.State.OPEN)

    def flag(self, message: Message, *, by: User | None = None, **fields: Any) -> Flag:
        wanted = {"clause": self.clause, "at": timezone.now(), "note": ""} | fields
        old = timezone.now() - timedelta(days=90)
        return flag(message, by=by or UserFactory(date_joined=old), **wanted)

    def case(self, message: Message | None = None, *, urgency: int = 2, at: datetime | None = None) -> Case:
        """An open case without a flag behind it."""
        at = at or timezone.now()
        reason = Reason(Cause.Kind.STAFF, at, detail="seen", urgency=urgency)
        return open_case(message or self.say(), reasons=[reason], at=at)

    def moderator_of(self, page: BrandPage | None = None, **limits: Any) -> User:
        """Another moderator, enrolled and attested."""
        person: User = UserFactory()
        EnrolmentFactory(program=self.program, member=person)
        attest_everything(person, self.program)
        grant_moderate(self.program, person, page or self.kitchen, **limits)
        return person


def staged(**fields: Any) -> Stage:
    """A program of its own; give `hostname` for a second one."""
    program = ProgramFactory(**fields)
    kitchen = BrandPageFactory(parent=program.root_page, title="Kitchen")
    garden = BrandPageFactory(parent=program.root_page, title="Garden")
    PolicyVersionFactory(policy__program=program)
    moderator = UserFactory(name="Mia Moderator")
    EnrolmentFactory(program=program, member=moderator)
    attest_everything(moderator, program)
    grant = grant_moderate(program, moderator, kitchen)
    old = timezone.now() - timedelta(days=90)
    author = UserFactory(name="Arno Author", date_joined=old)
    reader = UserFactory(name="Rita Reader", date_joined=old)
    return Stage(program, kitchen, garden, moderator, manager_of(program), author, reader, grant)


def grant_moderate(program: Program, person: User, page: BrandPage, **limits: Any) -> Grant:
    limits = {"per_day": 200, "granted_by": manager_of(program)} | limits
    return GrantFactory(program=program, advocate=person, scope=page.page_ptr, right="moderate", **limits)
