"""Risky acts wait until the person has proved who sits there, and lose nothing by it."""

import time
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from accounts.recent import recently_authenticated
from config.urls import urlpatterns as product
from tests.accounts.entering import add_app, grow_old, is_in, shown_by, sign_in
from tests.factories import UserFactory
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
ANNA = "anna@example.com"


@recently_authenticated
def risky(request: HttpRequest) -> HttpResponse:
    said = f"did {request.POST['word']} {request.POST.getlist('many')}" if request.method == "POST" else "a form"
    return HttpResponse(said)


urlpatterns = [path("portal/risky/", risky), *product]


@pytest.fixture(autouse=True)
def with_a_risky_act(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.post("/portal/risky/", {"word": "it"}).headers["Location"].startswith("/accounts/login/")


def test_who_signed_in_a_moment_ago_just_does_it(client: Client) -> None:
    UserFactory(email=ANNA)
    sign_in(client, ANNA)
    assert client.post("/portal/risky/", {"word": "it"}).content == b"did it []"


@pytest.mark.parametrize("act", ["action_add", "action_primary", "action_remove"])
def test_another_address_waits_for_the_proof(client: Client, act: str) -> None:
    """Guard: `ACCOUNT_REAUTHENTICATION_REQUIRED`; without it a session left open becomes somebody else's account."""
    anna = UserFactory(email=ANNA)
    sign_in(client, ANNA)
    grow_old(client, minutes=6)
    sent = {"email": "mallory@example.com" if act == "action_add" else ANNA, act: ""}
    answer = client.post("/accounts/email/", sent)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert list(anna.emailaddress_set.values_list("email", flat=True)) == [ANNA]


def test_who_signed_in_long_ago_confirms_and_finds_the_form_again(client: Client) -> None:
    """With `is_recent` always true the act is done at once; without `keep` the words are lost."""
    UserFactory(email=ANNA)
    sign_in(client, ANNA)
    grow_old(client, minutes=6)
    assert client.get("/portal/risky/").content == b"a form"
    sent = {"word": 'a "long" <text>', "many": ["1", "2"], "password": "never kept"}
    answer = client.post("/portal/risky/?a=1", sent)
    assert answer.headers["Location"] == "/accounts/reauthenticate/?next=%2Faccounts%2Fcontinue%2F"
    assert client.get("/accounts/continue/").headers["Location"].startswith("/accounts/reauthenticate/")
    answer = client.post(answer.headers["Location"], {"password": "wrong", "next": "/accounts/continue/"})
    assert answer.status_code == 200
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/continue/"})
    assert answer.headers["Location"] == "/accounts/continue/"
    page = client.get("/accounts/continue/")
    assert page.context["action"] == "/portal/risky/?a=1"
    assert sorted(page.context["fields"]) == [("many", "1"), ("many", "2"), ("word", 'a "long" <text>')]
    assert "a &quot;long&quot; &lt;text&gt;" in page.content.decode()
    assert client.post(page.context["action"], {"word": "it"}).content == b"did it []"


def test_htmx_is_led_away_with_the_whole_page(client: Client) -> None:
    UserFactory(email=ANNA)
    sign_in(client, ANNA)
    grow_old(client, minutes=6)
    answer = client.post("/portal/risky/", {"word": "it"}, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["HX-Redirect"].startswith("/accounts/reauthenticate/")


def test_what_waited_too_long_or_is_somebody_elses_is_gone(client: Client) -> None:
    UserFactory(email=ANNA)
    UserFactory(email="ben@example.com")
    sign_in(client, ANNA)
    grow_old(client, minutes=6)
    client.post("/portal/risky/", {"word": "it"})
    grow_old(client, minutes=11)
    assert client.get("/accounts/continue/").headers["Location"] == "/portal/profile/"
    client.post("/portal/risky/", {"word": "it"})
    client.post("/accounts/logout/")
    sign_in(client, "ben@example.com")
    assert client.get("/accounts/continue/").headers["Location"] == "/portal/profile/"


def test_a_form_too_large_to_keep_is_said_to_be_gone(client: Client) -> None:
    UserFactory(email=ANNA)
    sign_in(client, ANNA)
    grow_old(client, minutes=6)
    client.post("/portal/risky/", {"word": "x" * 300_000})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/continue/"})
    page = client.get("/accounts/continue/").content.decode()
    assert "too large to keep" in page


def test_a_password_alone_does_not_confirm_who_has_a_second_factor(client: Client) -> None:
    """Without our own way in at `accounts/reauthenticate/` a thief of session and password could do everything."""
    anna = UserFactory(email=ANNA)
    secret = add_app(anna)
    sign_in(client, ANNA)
    client.post("/accounts/2fa/authenticate/", {"code": shown_by(secret)})
    assert is_in(client)
    grow_old(client, minutes=6)
    answer = client.post("/portal/risky/", {"word": "it"})
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    answer = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/continue/"})
    assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/")
    assert client.post("/accounts/2fa/totp/deactivate/").headers["Location"].startswith("/accounts/2fa/reauth")
    assert client.post("/portal/risky/", {"word": "it"}).status_code == 302


def test_a_fresh_password_counts_for_nothing_beside_an_old_second_factor(client: Client) -> None:
    """Without the second factor in `is_recent` any way to a fresh password proof would do."""
    secret = add_app(UserFactory(email=ANNA))
    sign_in(client, ANNA)
    client.post("/accounts/2fa/authenticate/", {"code": shown_by(secret)})
    assert client.post("/portal/risky/", {"word": "it"}).status_code == 200
    grow_old(client, minutes=6)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] += [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session.save()
    assert client.post("/portal/risky/", {"word": "it"}).status_code == 302


def test_who_has_nothing_to_confirm_with_is_told_what_to_do(client: Client) -> None:
    ben = UserFactory(email="ben@example.com")
    ben.set_unusable_password()
    ben.save()
    client.force_login(ben)
    answer = client.post("/portal/risky/", {"word": "it"}, follow=True)
    assert "nothing here to prove it with" in answer.content.decode()


def test_who_just_got_a_second_factor_is_not_asked_for_it_in_the_same_breath(client: Client) -> None:
    anna = UserFactory(email=ANNA)
    sign_in(client, ANNA)
    add_app(anna)
    assert client.post("/portal/risky/", {"word": "it"}).content == b"did it []"
    grow_old(client, minutes=6)
    assert client.post("/portal/risky/", {"word": "it"}).status_code == 302
