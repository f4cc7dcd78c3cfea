"""What somebody does at the doors of the product, for tests that go through them."""

import re

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.recent import KEPT
from sitewide.models import Letter
from tests.factories.people import PASSWORD

CODE = re.compile(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", re.MULTILINE)
LINK = re.compile(r"https?://\S+/password/reset/key/\S+")


def sign_up(client: Client, email: str, name: str = "Nora Kvist", password: str = PASSWORD) -> HttpResponse:
    answer = client.post("/accounts/signup/", {"email": email, "name": name, "password1": password})
    assert isinstance(answer, HttpResponse)
    return answer


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    answer = client.post("/accounts/login/", {"login": email, "password": password, **more})
    assert isinstance(answer, HttpResponse)
    return answer


def letter_to(email: str) -> Letter:
    letter = Letter.objects.filter(to=email).order_by("-pk").first()
    assert letter is not None, f"nobody wrote to {email}"
    return letter


def code_in(text: str) -> str:
    found = CODE.search(text.replace("\r", ""))
    assert found, text
    return found[1]


def link_in(text: str) -> str:
    found = LINK.search(text)
    assert found, text
    return found[0]


def add_app(user: User) -> str:
    """Gives the person an authenticator app; answers its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    return secret


def add_recovery_codes(user: User) -> list[str]:
    return list(RecoveryCodes.activate(user).get_unused_codes())


def shown_by(secret: str) -> str:
    """The code that the app shows now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def grow_old(client: Client, *, minutes: float) -> None:
    """Makes every proof of identity in the session, and the form that waits in it, older by so much."""
    session = client.session
    for record in session.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
        record["at"] -= minutes * 60
    if KEPT in session:
        session[KEPT]["until"] -= minutes * 60
    session.save()
