"""Signing in through another site: against a real OpenID Connect server, through our own running server."""

import html
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from oidc_provider_mock import User as Subject
from oidc_provider_mock import run_server_in_thread
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from config.settings import sign_in
from tests.accounts.entering import add_app, code_in, letter_to, shown_by
from tests.factories import ProgramFactory, UserFactory

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
REFRESH = re.compile(r'http-equiv="refresh" content="0;url=([^"]+)"')


@contextmanager
def sso(settings: Any, **claims: Any) -> Iterator[None]:
    """A real server on this machine that knows one person, and our settings as the environment would make them."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with run_server_in_thread(user_claims=[Subject(sub="alice-1", claims=claims)]) as server:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("TABARD_OIDC_ISSUER", f"http://localhost:{server.server_port}/")
            environment.setenv("TABARD_OIDC_CLIENT_ID", "tabard")
            environment.setenv("TABARD_OIDC_CLIENT_SECRET", "between us")
            environment.setenv("TABARD_OIDC_NAME", "Harbour ID")
            settings.SOCIALACCOUNT_PROVIDERS = sign_in.providers()
        yield


def walked(site: LiveServer, browser: requests.Session | None = None, subject: str = "alice-1") -> requests.Response:
    """From our sign-in page to the other site and back, as a browser goes; answers the page where it ends."""
    browser = browser or requests.Session()
    page = browser.get(f"{site.url}/accounts/login/")
    button = re.search(r'href="(/accounts/oidc/sso/login/[^"]*)"', page.text)
    assert button, "no button"
    page = browser.get(site.url + html.unescape(button[1]))
    page = browser.post(page.url, {"csrfmiddlewaretoken": TOKEN.findall(page.text)[0]}, allow_redirects=False)
    assert page.status_code == 200, "the form must not redirect to another site: the policy forbids it"
    outward = REFRESH.search(page.text)
    assert outward, page.text
    asked = browser.get(html.unescape(outward[1]))
    return browser.post(asked.url, {"sub": subject})


def inside(browser: requests.Session, site: LiveServer) -> bool:
    return browser.get(f"{site.url}/portal/profile/", allow_redirects=False).status_code == 200


def test_no_button_where_nothing_is_configured(client: Any, db: None) -> None:
    assert "Go on with" not in client.get("/accounts/login/").content.decode()


def test_a_confirmed_address_makes_an_account_and_opens_it(live_server: LiveServer, settings: Any) -> None:
    with (
        sso(settings, email="alice@example.com", email_verified=True, name="Alice Lind"),
        requests.Session() as browser,
    ):
        walked(live_server, browser)
        assert inside(browser, live_server)
        alice = User.objects.get(email="alice@example.com")
        assert (alice.name, alice.handle, alice.has_usable_password()) == ("Alice Lind", "alice_lind", False)
        with requests.Session() as again:
            walked(live_server, again)
            assert inside(again, live_server)
    assert User.objects.count() == 1


def test_the_account_of_somebody_else_is_not_taken_over(live_server: LiveServer, settings: Any) -> None:
    """With `SOCIALACCOUNT_EMAIL_AUTHENTICATION` the other site could open every account here."""
    anna = UserFactory(email="anna@example.com")
    for verified in (True, False):
        with sso(settings, email=anna.email, email_verified=verified, name="A"), requests.Session() as browser:
            walked(live_server, browser)
            assert not inside(browser, live_server)
    assert not SocialAccount.objects.exists()
    assert "account with this address already" in letter_to(anna.email).text


@pytest.mark.parametrize("verified", [False, "false", "true", None, 1])
def test_an_address_the_other_site_did_not_confirm_is_confirmed_by_us(
    live_server: LiveServer, settings: Any, verified: object
) -> None:
    """Without `pre_social_login` the text "false" would count as confirmed."""
    with sso(settings, email="alice@example.com", email_verified=verified, name="Alice"), requests.Session() as browser:
        page = walked(live_server, browser)
        assert not inside(browser, live_server)
        assert not EmailAddress.objects.get(email="alice@example.com").verified
        form = {
            "csrfmiddlewaretoken": TOKEN.findall(page.text)[0],
            "code": code_in(letter_to("alice@example.com").text),
        }
        browser.post(f"{live_server.url}/accounts/confirm-email/", form)
        assert inside(browser, live_server)


@pytest.mark.parametrize(
    "name", ["Kestrel & Rowe", "Kestrel Rowe Support", "Official moderator", "\u202eevil", "<script>"]
)
def test_a_name_that_imitates_becomes_a_neutral_one(live_server: LiveServer, settings: Any, name: str) -> None:
    ProgramFactory(name="Kestrel & Rowe")
    with sso(settings, email="alice@example.com", email_verified=True, name=name), requests.Session() as browser:
        walked(live_server, browser)
        assert inside(browser, live_server)
    alice = User.objects.get(email="alice@example.com")
    assert alice.name in {"", "evil", "<script>"}
    assert "kestrel" not in str(alice).lower()
    assert alice.handle


def test_without_an_address_the_other_site_makes_no_account_alone(live_server: LiveServer, settings: Any) -> None:
    with sso(settings, name="Alice"), requests.Session() as browser:
        page = walked(live_server, browser)
        assert page.url.endswith("/accounts/3rdparty/signup/")
        form = {"csrfmiddlewaretoken": TOKEN.findall(page.text)[0], "email": "alice@example.com", "name": "Alice Lind"}
        browser.post(page.url, form)
        assert not inside(browser, live_server)
    assert User.objects.get().name == "Alice Lind"


def test_the_second_factor_is_asked_for_here_too(live_server: LiveServer, settings: Any) -> None:
    claims = {"email": "alice@example.com", "email_verified": True, "name": "Alice"}
    with sso(settings, **claims), requests.Session() as browser, requests.Session() as later:
        walked(live_server, browser)
        secret = add_app(User.objects.get())
        page = walked(live_server, later)
        assert page.url.endswith("/accounts/2fa/authenticate/")
        assert not inside(later, live_server)
        later.post(page.url, {"csrfmiddlewaretoken": TOKEN.findall(page.text)[0], "code": shown_by(secret)})
        assert inside(later, live_server)


def test_an_answer_that_we_did_not_ask_for_opens_nothing(live_server: LiveServer, settings: Any) -> None:
    with sso(settings, email="alice@example.com", email_verified=True), requests.Session() as browser:
        answer = browser.get(f"{live_server.url}/accounts/oidc/sso/login/callback/?code=made-up&state=made-up")
        assert answer.status_code < 500
        assert not inside(browser, live_server)
    assert not User.objects.exists()


def test_a_server_that_is_away_is_said_and_breaks_nothing(live_server: LiveServer, settings: Any) -> None:
    with sso(settings, email="alice@example.com"):
        pass
    with requests.Session() as browser:
        page = browser.get(urljoin(live_server.url, "/accounts/oidc/sso/login/"))
        answer = browser.post(page.url, {"csrfmiddlewaretoken": TOKEN.findall(page.text)[0]})
    assert answer.status_code == 502
    assert "The other site did not let you in" in answer.text


def test_the_environment_names_providers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABARD_SOCIAL", "google, github")
    for name in ("GOOGLE", "GITHUB"):
        monkeypatch.setenv(f"TABARD_SOCIAL_{name}_CLIENT_ID", name)
        monkeypatch.setenv(f"TABARD_SOCIAL_{name}_CLIENT_SECRET", "s")
    assert sign_in.apps() == [f"allauth.socialaccount.providers.{name}" for name in ("google", "github")]
    assert sign_in.providers()["google"] == {"APPS": [{"client_id": "GOOGLE", "secret": "s"}]}


@pytest.mark.parametrize("named", ["gogle", "../google", "google;x"])
def test_a_provider_that_there_is_not_refuses_to_start(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("TABARD_SOCIAL", named)
    with pytest.raises(ImproperlyConfigured, match="TABARD_SOCIAL"):
        sign_in.apps()


def test_a_missing_key_refuses_to_start_and_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TABARD_OIDC_ISSUER", "https://id.example")
    with pytest.raises(ImproperlyConfigured, match="TABARD_OIDC_CLIENT_ID"):
        sign_in.providers()
