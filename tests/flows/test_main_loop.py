"""The whole loop once: apply, be let in, sign, be given a right, speak, be paid, be judged, be heard, spend."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from advocates.actions import policies, programs
from advocates.models import Application, Clause, Grant, Program
from campaigns.actions import earning
from campaigns.actions.catalogue import Terms, offer, stock
from campaigns.models import Redemption, Reward
from campaigns.queries import balance_of, ledger_faults
from cms.models import BrandPage, Message
from moderation.models import Appeal, Case
from record.queries import verify
from record.tasks import settle
from tests.factories import BrandPageFactory, EnrolmentFactory, ProgramFactory, UserFactory, attest_everything
from tests.moderation.stage import grant_moderate
from tests.stage import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.flow]
REWARD = 10


@pytest.fixture
def manager(program: Program) -> User:
    """Appointed by an operator, so with the workbench."""
    member: User = UserFactory(name="Marta Manager")
    operator = UserFactory(is_superuser=True)
    programs.appoint_manager(program, member=member, actor=operator, at=timezone.now())
    return member


@pytest.fixture
def program() -> Program:
    made: Program = ProgramFactory(name="Ember and Pan", second_factor_required=False)
    return made


@pytest.fixture
def pans(program: Program) -> BrandPage:
    page: BrandPage = BrandPageFactory(parent=program.root_page, title="Pans", slug="pans")
    return page


@pytest.fixture
def clause(program: Program, manager: User) -> Clause:
    """The one of the house rules, which every advocate signs."""
    who = {"actor": manager, "at": timezone.now()}
    rules = policies.create_policy(program, name="House rules", governs_messages=True, **who)
    version = policies.publish(rules, text="Be kind.", clauses=[("1", "Be kind", "To all.")], **who)
    return version.clauses.get()


@pytest.fixture
def reward(program: Program, manager: User) -> Reward:
    """A whisk for what one reply earns."""
    who = {"actor": manager, "at": timezone.now()}
    earning.set_rule(program, what="reply", points=REWARD, per_day=None, active=True, **who)
    made = offer(program, Terms("A whisk", REWARD, "It whisks."), **who)
    stock(made, codes=["WHISK-1"], **who)
    return made


def moderator_of(program: Program, page: BrandPage) -> User:
    person: User = UserFactory(name="Tomasz Moderator")
    EnrolmentFactory(program=program, member=person)
    attest_everything(person, program)
    grant_moderate(program, person, page)
    return person


def joins(ines: Client, desk: Client, clause: Clause) -> None:
    """She applies, the manager accepts, she signs."""
    assert ines.post("/join/apply/", {"act": "send"}).status_code == 302
    review = reverse("applications:edit", args=[Application.objects.get().pk])
    assert desk.post(review, {"act": "accept", "accept-note": "Come in!"}).status_code == 302
    assert ines.post(f"/portal/policies/{clause.version_id}/", {"read": "on", "named_by": "name"}).status_code == 302


def is_given_a_right(ines: Client, desk: Client, page: BrandPage, advocate: User, program: Program) -> Grant:
    """The manager offers it for a reason, she takes it."""
    terms = {"program": program.pk, "advocate": advocate.pk, "right": "reply", "scope": page.pk, "per_day": 3}
    desk.post(reverse("grants:add"), terms | {"reason": "Knows every pan.", "probation_uses": 0})
    grant = Grant.objects.get(advocate=advocate)
    assert ines.post(f"/portal/rights/{grant.pk}/accept/").status_code == 302
    return grant


def test_the_whole_loop_from_an_application_to_a_reward(
    program: Program, manager: User, pans: BrandPage, clause: Clause, reward: Reward
) -> None:
    old = timezone.now() - timedelta(days=90)
    advocate, member, reader = (UserFactory(name=name, date_joined=old) for name in ("Ines", "Sam", "Rita"))
    ines, sam, desk = signed_in(advocate), signed_in(member), signed_in(manager)
    joins(ines, desk, clause)
    grant = is_given_a_right(ines, desk, pans, advocate, program)

    answers_a_question(ines, signed_in(reader), pans)
    settle()
    assert Message.objects.get(author=advocate).exercise.grant == grant
    assert balance_of(program, advocate) == REWARD
    page = Client().get("/pans/").text
    assert "<strong>then</strong>" in page
    assert f'href="/register/{grant.pk}/"' in page

    assert sam.post(f"/portal/say/{pans.pk}/", {"body": "Your pans are rubbish.", "key": "say-1"}).status_code == 302
    comment = Message.objects.get(author=member)
    assert (
        signed_in(reader).post(f"/portal/flag/{comment.pk}/", {"clause": clause.pk, "note": "Rude."}).status_code < 400
    )
    settle()
    is_taken_down(signed_in(moderator_of(program, pans)), comment, clause)
    assert "rubbish" not in Client().get("/pans/").text

    is_heard(sam, desk, comment)
    assert "rubbish" in Client().get("/pans/").text
    settle()

    shown = ines.get(f"/portal/rewards/{reward.pk}/redeem/").text
    fields = dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]*)"', shown))
    assert ines.post(f"/portal/rewards/{reward.pk}/redeem/", fields).status_code == 302
    assert Redemption.objects.get().member == advocate
    assert "WHISK-1" in ines.get("/portal/rewards/").text
    assert balance_of(program, advocate) == 0

    settle()
    assert verify().fault is None
    assert list(ledger_faults()) == []


def answers_a_question(ines: Client, reader: Client, pans: BrandPage) -> None:
    """A reader asks below the page, the advocate replies officially."""
    asked = {"body": "Mine sticks. What now?", "key": "ask-1"}
    assert reader.post(f"/portal/say/{pans.pk}/", asked).status_code == 302
    reply = {"as": "reply", "act": "send", "body": "Oil, **then** heat.", "key": "reply-1"}
    question = Message.objects.get().pk
    assert ines.post(f"/portal/write/{pans.pk}/", reply | {"answers": question}).status_code == 302


def is_taken_down(console: Client, comment: Message, clause: Clause) -> None:
    """A moderator claims the case and removes the comment, with a reason."""
    case = Case.objects.get(message=comment)
    assert console.post(f"/desk/cases/{case.pk}/claim/").status_code == 302
    case.refresh_from_db()
    verdict = {"act": "remove", "clause": clause.pk, "reason": "Criticise, but be fair.", "version": case.version}
    sent = verdict | {"read_at": timezone.now().isoformat()}
    assert console.post(f"/desk/cases/{case.pk}/decide/", sent).status_code == 302
    comment.refresh_from_db()
    assert comment.state == Message.State.REMOVED


def is_heard(author: Client, desk: Client, comment: Message) -> None:
    """The author reads why, appeals, and the manager sees it their way."""
    assert "Criticise, but be fair." in author.get("/portal/decisions/").text
    decision = Case.objects.get(message=comment).decisions.get()
    appealed = author.post(f"/portal/decisions/{decision.pk}/appeal/", {"text": "That is an opinion."})
    assert appealed.status_code == 302
    judged = {"overturn": "yes", "reason": "An opinion is allowed."}
    assert desk.post(f"/desk/appeals/{Appeal.objects.get().pk}/", judged).status_code == 302
    comment.refresh_from_db()
    assert comment.state == Message.State.PUBLISHED
