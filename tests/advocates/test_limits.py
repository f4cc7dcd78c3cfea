"""Answering, signing, leaving and withdrawing are counted like everything else that writes."""

import time
from collections import Counter

import pytest
from django.urls import reverse

from sitewide.limits import TABLE
from tests.advocates.joining import Joining, signed_in
from tests.kept import kept
from tests.stage import Stage, stage
from tests.stage import signed_in as proven

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits are counted by the minute; none may end in the middle of a test."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)


on = kept(stage, clock="now")


def a_minute_of(group: str) -> int:
    return int(TABLE[group].rates.split("/")[0])


@pytest.mark.parametrize("answer", ["accept", "decline", "resign"])
def test_answering_a_grant_is_limited(on: Stage, answer: str) -> None:
    """Guard: `limited("answer")`."""
    grant = on.grant(state="declined", ended_at=on.now)
    client, address = proven(on.advocate), reverse("grant_answer", args=[grant.pk, answer])
    answers = Counter(client.post(address).status_code for _time in range(a_minute_of("answer") + 2))
    assert answers == {409: a_minute_of("answer"), 429: 2}
    assert client.get(address).status_code == 200, "looking is not counted"


def test_signing_a_policy_is_limited(on: Stage) -> None:
    client, address = proven(on.advocate), reverse("sign_policy", args=[on.policy.pk])
    answers = Counter(client.post(address).status_code for _time in range(a_minute_of("answer") + 1))
    assert answers == {422: a_minute_of("answer"), 429: 1}


def test_leaving_is_limited(on: Stage) -> None:
    client, address = proven(on.manager), reverse("leave_program")
    answers = Counter(client.post(address).status_code for _time in range(a_minute_of("leave") + 1))
    assert answers == {200: a_minute_of("leave"), 429: 1}


def test_withdrawing_applications_is_limited(joining: Joining) -> None:
    client, address = signed_in(joining.applicant), reverse("application_withdraw")
    for _time in range(a_minute_of("leave")):
        joining.sent()
        assert client.post(address).status_code == 302
    joining.sent()
    assert client.post(address).status_code == 429
