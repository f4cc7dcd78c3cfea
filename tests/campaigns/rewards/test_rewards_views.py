"""Exchanging points in the portal: asked first, once per press, and a refusal keeps the person on the page."""

import re

import pytest

from campaigns.actions import catalogue
from campaigns.actions.catalogue import Terms
from campaigns.models import Redemption
from campaigns.queries import balance_of
from tests.factories import ProgramFactory, manager_of

pytestmark = pytest.mark.django_db


def address(reward) -> str:
    return f"/portal/rewards/{reward.pk}/redeem/"


@pytest.fixture
def mine(client, cast):
    client.force_login(cast.advocate)
    return client


def pressed(client, reward, **sent):
    """The form as the page gives it, sent."""
    shown = client.get(address(reward)).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(key|seen)" value="([^"]*)"', shown))
    return client.post(address(reward), fields | sent), fields | sent


def test_the_catalogue_tells_what_can_be_had_what_is_missing_and_what_is_gone(mine, cast):
    cast.earned(40)
    cast.reward("A-1", points=30, name="A spoon")
    cast.reward("B-1", points=100, name="A pan")
    cast.reward(points=10, name="A day out")
    shown = mine.get("/portal/rewards/").content.decode()
    assert shown.count("Get it") == 1
    assert "60 points to go" in shown
    assert "Out of stock" in shown


def test_an_empty_catalogue_says_so(mine, cast):
    assert "No rewards at the moment" in mine.get("/portal/rewards/").content.decode()


def test_asking_shows_what_it_costs_and_what_is_kept_and_changes_nothing(mine, cast):
    cast.earned(70)
    shown = mine.get(address(cast.reward("A-CODE"))).content.decode()
    assert "Exchange 50 points" in shown
    assert "<dt>You keep</dt><dd>20</dd>" in shown
    assert not Redemption.objects.exists()


def test_a_press_exchanges_the_points_and_shows_the_code_with_its_use(mine, cast):
    cast.earned(70)
    answer, _sent = pressed(mine, cast.reward("KESTREL-4711"))
    redemption = Redemption.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/portal/rewards/#redemption-{redemption.pk}")
    shown = mine.get("/portal/rewards/").content.decode()
    assert "KESTREL-4711" in shown
    assert "Type it in at the till." in shown
    assert "You can spend 20 points." in shown


def test_a_double_press_redeems_once(mine, cast):
    """Guard: the hidden key; without it the second press takes the points again."""
    cast.earned(100)
    reward = cast.reward("A-CODE", "B-CODE")
    first, sent = pressed(mine, reward)
    second = mine.post(address(reward), sent)
    assert second["Location"] == first["Location"]
    assert balance_of(cast.program, cast.advocate) == 50


def test_another_visit_is_another_press(mine, cast):
    cast.earned(100)
    reward = cast.reward("A-CODE", "B-CODE")
    pressed(mine, reward)
    pressed(mine, reward)
    assert Redemption.objects.count() == 2


@pytest.mark.parametrize(
    ("points", "codes", "sentence"),
    [
        (49, ["A"], "There are not enough points for this."),
        (50, [], "The last code is gone. Your points are untouched."),
    ],
)
def test_a_refusal_keeps_the_person_on_the_page_with_a_sentence(mine, cast, points, codes, sentence):
    cast.earned(points)
    reward = cast.reward(*codes)
    answer = mine.post(address(reward), {"key": "k1", "seen": 50})
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert balance_of(cast.program, cast.advocate) == points


def test_a_price_that_changed_meanwhile_is_shown_before_anything_is_paid(mine, cast):
    cast.earned(500)
    reward = cast.reward("A-CODE")
    catalogue.change(reward, Terms("A whisk", 400), actor=cast.manager, at=cast.at)
    answer = mine.post(address(reward), {"key": "k1", "seen": 50})
    assert answer.status_code == 409
    assert "it costs 400 points now" in answer.content.decode()
    assert 'name="seen" value="400"' in answer.content.decode()


def test_a_reward_that_is_gone_meanwhile_is_refused_and_not_found_afterwards(mine, cast):
    cast.earned(500)
    reward = cast.reward("A-CODE")
    catalogue.change(reward, Terms("A whisk", 50, active=False), actor=cast.manager, at=cast.at)
    assert mine.post(address(reward), {"key": "k1", "seen": 50}).status_code == 409
    assert mine.get(address(reward)).status_code == 404


@pytest.mark.parametrize("sent", [{}, {"key": "k1"}, {"key": "", "seen": 50}, {"key": "k" * 65, "seen": 50}])
def test_a_form_that_was_tampered_with_is_asked_again(mine, cast, sent):
    cast.earned(500)
    reward = cast.reward("A-CODE")
    assert mine.post(address(reward), sent)["Location"] == address(reward)
    assert not Redemption.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_programs_reward_is_not_found(mine, cast, method):
    other = ProgramFactory(hostname="other.example")
    foreign = catalogue.offer(other, Terms("Theirs", 1), actor=manager_of(other), at=cast.at)
    assert getattr(mine, method)(address(foreign), {"key": "k1", "seen": 1}).status_code == 404


def test_a_visitor_is_sent_to_sign_in(client, cast):
    reward = cast.reward("A-CODE")
    assert "/accounts/login/" in client.post(address(reward), {"key": "k1", "seen": 50})["Location"]


def test_nobody_sees_another_persons_code(client, mine, cast):
    cast.earned(50)
    pressed(mine, cast.reward("KESTREL-4711"))
    client.force_login(cast.moderator)
    assert "KESTREL-4711" not in client.get("/portal/rewards/").content.decode()
