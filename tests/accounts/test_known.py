"""What a program calls risky asks again who sits there: a new browser, a wide scope, money."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from advocates import rights
from advocates.models import Program
from advocates.rights import NotAllowed, Origin
from cms.actions import messages
from cms.models import BrandPage, Message
from tests.factories import UserFactory
from tests.stage import Stage, stage

pytestmark = pytest.mark.django_db
WORD = "a long enough word 42"
FIREFOX, CURL = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "curl/8.1"


@pytest.fixture
def on() -> Stage:
    found = stage(proof_for_new_browser=True)
    found.advocate.set_password(WORD)
    found.advocate.save()
    found.advocate.emailaddress_set.update_or_create(
        email=found.advocate.email, defaults={"verified": True, "primary": True}
    )
    found.grant(right="post", per_day=50)
    return found


def browser(agent: str = FIREFOX) -> Client:
    return Client(headers={"user-agent": agent})


def signed_in_by_password(on: Stage, agent: str = FIREFOX) -> Client:
    client = browser(agent)
    done = client.post(reverse("account_login"), {"login": on.advocate.email, "password": WORD})
    assert done.status_code == 302, done.content
    return client


def stolen(client: Client, agent: str = FIREFOX) -> Client:
    """Another browser with the session cookie of this one, and nothing else."""
    thief = browser(agent)
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    return thief


def send(client: Client, on: Stage, words: str = "Salt it.") -> HttpResponse:
    answer: Any = client.post(reverse("compose", args=[on.kitchen.pk]), {"as": "post", "title": "Salt", "body": words})
    return answer


def test_the_browser_in_which_one_signed_in_is_known(on: Stage) -> None:
    assert send(signed_in_by_password(on), on).status_code == 302
    assert Message.objects.get().state == "published"


def test_a_stolen_session_is_asked_who_it_is(on: Stage) -> None:
    """Guards: the check `secured` with an origin, and the cookie that only the proof itself sets."""
    owner = signed_in_by_password(on)
    for thief in (stolen(owner), stolen(owner, CURL)):
        thief.get(reverse("my_profile"))
        thief.get("/accounts/email/")
        led = send(thief, on)
        assert "reauthenticate" in led["Location"]
    assert not Message.objects.exists()


def test_the_cookie_of_another_kind_of_browser_or_an_older_password_is_worth_nothing(on: Stage) -> None:
    owner = signed_in_by_password(on)
    thief = stolen(owner, CURL)
    name = f"known_{on.advocate.pk}"
    thief.cookies[name] = owner.cookies[name].value
    assert "reauthenticate" in send(thief, on)["Location"]
    updated = browser(FIREFOX.replace("140.0", "141.0"))
    for cookie in ("sessionid", name):
        updated.cookies[cookie] = owner.cookies[cookie].value
    assert send(updated, on).status_code == 302
    assert Message.objects.count() == 1
    on.advocate.set_password("another long word 43")
    on.advocate.save()
    owner.force_login(on.advocate)
    assert "reauthenticate" in send(owner, on, "More.")["Location"]


def test_who_proves_it_carries_on_with_the_form_as_it_was(on: Stage) -> None:
    client = browser()
    client.force_login(on.advocate)
    led = send(client, on, "Salt it, then oil it.")
    assert client.get(led["Location"]).status_code == 200
    back = client.post(led["Location"], {"password": WORD})
    assert back["Location"] == reverse("carry_on")
    assert "Salt it, then oil it." in client.get(back["Location"]).content.decode()
    assert send(client, on, "Salt it, then oil it.")["Location"].startswith(on.kitchen.url)
    assert Message.objects.get().state == "published"


def test_who_has_a_second_factor_proves_it_by_that(on: Stage) -> None:
    secret = generate_totp_secret()
    TOTP.activate(on.advocate, secret)
    client = browser()
    client.force_login(on.advocate)
    led = send(client, on)
    assert "/2fa/" in led["Location"]
    assert "/2fa/" in client.post(reverse("account_reauthenticate"), {"password": WORD})["Location"]
    assert "/2fa/" in send(client, on)["Location"]
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(led["Location"], {"code": code}).status_code == 302
    assert send(client, on).status_code == 302
    assert Message.objects.count() == 1
    assert Authenticator.objects.exists()


def test_an_edit_from_a_new_browser_is_asked_too(on: Stage) -> None:
    page = BrandPage.objects.get(pk=on.kitchen.pk)
    said = messages.post(page, author=on.advocate, title="Salt", body="<p>Salt.</p>", at=on.now)
    client = browser()
    client.force_login(on.advocate)
    led = client.post(reverse("edit_message", args=[said.pk]), {"title": "Salt", "body": "Pepper."})
    assert "reauthenticate" in led["Location"]
    assert Message.objects.get().body == "<p>Salt.</p>"


def test_a_right_on_the_whole_program_wants_proof_of_the_last_minutes(on: Stage) -> None:
    """Guard: `_risky` in the rule; a token, scheduled work and an old proof are refused alike."""
    Program.objects.update(proof_for_wide_scope=True, proof_minutes=15)
    on.program.refresh_from_db()
    on.grant(right="reply", scope=on.program.root_page)
    lately, long_ago = on.now - timedelta(minutes=14), on.now - timedelta(minutes=16)
    for origin, why in (
        (Origin(True, lately), None), (Origin(True, long_ago), "prove_again"), (Origin(False, lately), "prove_again"),
        (Origin(True), "prove_again"), (rights.UNTOLD, "prove_again"), (None, None),
    ):  # fmt: skip
        refusal = rights.examine(on.advocate, "reply", on.place(), at=on.now, origin=origin).refusal
        assert (refusal.why if refusal else None) == why, origin
    assert rights.examine(on.advocate, "post", on.place(), at=on.now, origin=rights.UNTOLD).allowed
    with pytest.raises(NotAllowed) as refused:
        page = BrandPage.objects.get(pk=on.kitchen.pk)
        asked = messages.comment(page, author=UserFactory(), body="How?", at=on.now)
        messages.reply(page, author=on.advocate, body="<p>Salt.</p>", at=on.now, answers=asked)
    assert (refused.value.code, refused.value.asks_for_proof) == ("secured", True)


def test_a_wide_right_is_used_after_a_fresh_sign_in_and_not_after_an_hour(on: Stage) -> None:
    Program.objects.update(proof_for_wide_scope=True)
    on.grant(right="reply", scope=on.program.root_page)
    client = signed_in_by_password(on)
    asked = messages.comment(BrandPage.objects.get(pk=on.kitchen.pk), author=UserFactory(), body="How?", at=on.now)
    sent = {"as": "reply", "body": "Salt it.", "answers": asked.pk}
    assert client.post(reverse("compose", args=[on.kitchen.pk]), sent)["Location"].startswith(on.kitchen.url)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - 3600}]
    session.save()
    assert "reauthenticate" in client.post(reverse("compose", args=[on.kitchen.pk]), sent)["Location"]
    assert Message.objects.exclude(exercise=None).count() == 1


def test_a_program_that_calls_nothing_risky_asks_nobody(on: Stage) -> None:
    Program.objects.update(proof_for_new_browser=False)
    client = browser()
    client.force_login(on.advocate)
    assert send(client, on)["Location"].startswith(on.kitchen.url)
    assert User.objects.filter(pk=on.advocate.pk).exists()
