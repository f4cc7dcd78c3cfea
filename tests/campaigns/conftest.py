"""A program that pays points, an advocate who may post and reply, a moderator, a manager, and a member who is neither."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from advocates.models import Program
from campaigns.actions import earning
from campaigns.actions.catalogue import Terms, offer, stock
from campaigns.actions.ledger import account_of, post, side_of
from campaigns.models import Account, EarningRule, Reward, Transfer
from cms.actions import messages
from cms.models import BrandPage, Message
from record.tasks import settle
from tests.factories import BrandPageFactory, EnrolmentFactory, GrantFactory, ProgramFactory, UserFactory, manager_of
from tests.kept import kept

PAYS = {"post": 20, "reply": 10, "comment": 2, "decision": 5}


@dataclass(frozen=True)
class Cast:
    """Who and what a test about points needs. `at` is now."""

    program: Program
    page: BrandPage
    advocate: User
    moderator: User
    manager: User
    member: User
    at: datetime

    def says(self, title: str = "How I season a pan", **delta: int) -> Message:
        """The advocate publishes a post."""
        at = self.at + timedelta(**delta)
        return messages.post(self.page, author=self.advocate, title=title, body="<p>With oil.</p>", at=at)

    def earned(self, points: int, member: User | None = None, cause: str = "") -> Transfer:
        """Points out of nothing, for tests that need somebody who has some."""
        account = account_of(self.program, member or self.advocate)
        lines = [(side_of(self.program, Account.Kind.ISSUED), -points), (account, points)]
        number = Transfer.objects.count()
        return post(
            program=self.program, kind=Transfer.Kind.EARNED, cause=cause or f"test:{number}", lines=lines,
            memo="a gift", at=self.at,
        )  # fmt: skip

    def reward(self, *codes: str, points: int = 50, name: str = "A whisk") -> Reward:
        made = offer(
            self.program, Terms(name, points, "It whisks.", "Type it in at the till."), actor=self.manager, at=self.at
        )
        if codes:
            stock(made, codes=codes, actor=self.manager, at=self.at)
        return made


def played() -> Cast:
    program = ProgramFactory(name="Kestrel")
    page = BrandPageFactory(parent=program.root_page, title="Pans", slug="pans")
    advocate, moderator = UserFactory(name="Ada Advocate"), UserFactory(name="Max Moderator")
    for person, right in ((advocate, "post"), (advocate, "reply"), (moderator, "moderate")):
        if not person.enrolments.exists():
            EnrolmentFactory(program=program, member=person)
        GrantFactory(program=program, advocate=person, right=right, scope=program.root_page, per_day=50)
    manager, at = manager_of(program, name="Mia Manager"), timezone.now()
    for what, points in PAYS.items():
        earning.set_rule(program, what=what, points=points, per_day=None, active=True, actor=manager, at=at)
    settle()
    return Cast(program, page, advocate, moderator, manager, UserFactory(name="Mo Member"), at)


cast = kept(played, clock="at")


@pytest.fixture
def rules(cast: Cast) -> dict[str, EarningRule]:
    return {rule.what: rule for rule in EarningRule.objects.filter(program=cast.program)}
