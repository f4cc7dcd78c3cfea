"""Flows 4 and 5: a message is published, settled and paid; the points become a code; what is hidden is taken back, and
what an appeal overturns is given back."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from advocates.models import Program
from campaigns.actions import earning
from campaigns.actions.catalogue import Terms, offer, stock
from campaigns.models import Contribution, Redemption
from campaigns.queries import balance_of, ledger_faults
from cms.actions import messages
from cms.models import BrandPage, Message
from moderation.actions import appeals, decisions, flags
from moderation.models import Case
from moderation.queries.clauses import clauses_of
from record.queries import verify
from record.tasks import settle
from sitewide.models import Letter
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

pytestmark = [pytest.mark.flow, pytest.mark.django_db]


class Scene:
    """One program that pays 40 points for a post and 5 for a decision, and sells a whisk for 60."""

    def __init__(self) -> None:
        self.program: Program = ProgramFactory(name="Kestrel")
        self.page: BrandPage = BrandPageFactory(parent=self.program.root_page, title="Pans")
        self.manager: User = manager_of(self.program)
        self.at: datetime = timezone.now()
        self.advocate, self.moderator, self.reader = UserFactory(), UserFactory(), UserFactory()
        PolicyVersionFactory(policy__program=self.program)
        for person, right in ((self.advocate, "post"), (self.moderator, "moderate")):
            EnrolmentFactory(program=self.program, member=person)
            GrantFactory(program=self.program, advocate=person, right=right, scope=self.page)
            attest_everything(person, self.program)
        for what, points in (("post", 40), ("decision", 5)):
            earning.set_rule(
                self.program, what=what, points=points, per_day=None, active=True, actor=self.manager, at=self.at
            )
        self.reward = offer(self.program, Terms("A whisk", 60), actor=self.manager, at=self.at)
        stock(self.reward, codes=["KESTREL-4711"], actor=self.manager, at=self.at)

    def says(self, title: str) -> Message:
        said = messages.post(self.page, author=self.advocate, title=title, body="<p>Good.</p>", at=self.at)
        settle()
        return said

    def has(self, person: User | None = None) -> int:
        return balance_of(self.program, person or self.advocate)

    def hides(self, message: Message) -> decisions.Decision:
        """A reader flags it, the moderator takes the case and hides the message."""
        clause = clauses_of(self.program, at=self.at).first()
        flags.flag(message, by=self.reader, clause=clause, at=self.at)
        settle()
        case = Case.objects.get(message=message)
        decided = decisions.decide(
            case, moderator=self.moderator, act="hide", clause=clause, reason="An advert.", version=case.version,
            at=self.at,
        )  # fmt: skip
        settle()
        return decided


@pytest.fixture
def scene(db: None) -> Scene:
    cache.clear()
    return Scene()


def test_from_a_published_message_to_a_code(client, scene):
    scene.says("One")
    assert scene.has() == 40
    client.force_login(scene.advocate)
    address = f"/portal/rewards/{scene.reward.pk}/redeem/"
    assert client.post(address, {"key": "first press", "seen": 60}).status_code == 409
    scene.says("Two")
    assert client.post(address, {"key": "first press", "seen": 60}, follow=True).status_code == 200
    assert "KESTREL-4711" in client.get("/portal/rewards/").content.decode()
    assert (scene.has(), Redemption.objects.count()) == (20, 1)
    assert "KESTREL-4711" in Letter.objects.get(about="reward_redeemed").text
    settle()
    assert verify().fault is None
    assert list(ledger_faults()) == []


def test_what_is_hidden_is_taken_back_and_given_back_when_the_appeal_is_overturned(scene):
    message = scene.says("One")
    decision = scene.hides(message)
    assert (scene.has(), scene.has(scene.moderator)) == (0, 5)
    made = appeals.appeal(decision, by=scene.advocate, text="It is my own pan.", at=scene.at + timedelta(minutes=1))
    appeals.decide(made, judge=scene.manager, overturn=True, reason="It was.", at=scene.at + timedelta(minutes=2))
    settle()
    message.refresh_from_db()
    assert message.state == Message.State.PUBLISHED
    assert (scene.has(), scene.has(scene.moderator)) == (40, 0)
    assert sorted(Contribution.objects.values_list("what", "state")) == [("decision", "reversed"), ("post", "credited")]
    assert list(ledger_faults()) == []


def test_an_appeal_that_is_upheld_changes_no_points(scene):
    decision = scene.hides(scene.says("One"))
    made = appeals.appeal(decision, by=scene.advocate, text="It is my own pan.", at=scene.at + timedelta(minutes=1))
    appeals.decide(made, judge=scene.manager, overturn=False, reason="Not so.", at=scene.at + timedelta(minutes=2))
    settle()
    assert (scene.has(), scene.has(scene.moderator)) == (0, 5)


def test_points_that_were_spent_before_the_message_was_hidden_stay_spent(client, scene):
    message = scene.says("One")
    scene.says("Two")
    client.force_login(scene.advocate)
    client.post(f"/portal/rewards/{scene.reward.pk}/redeem/", {"key": "k", "seen": 60})
    scene.hides(message)
    assert scene.has() == 0
    assert "KESTREL-4711" in client.get("/portal/rewards/").content.decode()
    assert "20 points stay yours" in client.get("/portal/contributions/").content.decode()
    assert list(ledger_faults()) == []
