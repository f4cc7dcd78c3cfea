"""A passkey is added and used in a real browser, under the Content-Security-Policy of the product."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.factories import ProgramFactory, UserFactory
from tests.factories.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """By name: keys are bound to a domain, and an address in figures is none."""
    ProgramFactory()
    return live_server.url.replace("127.0.0.1", "localhost")


def device(page: Page, **traits: bool) -> None:
    """Gives the browser a built-in authenticator that says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | traits})


def complaints(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def sign_in(page: Page, site: str, email: str) -> None:
    page.goto(f"{site}/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.get_by_label("Name of the key").fill("My laptop")
    page.get_by_role("button", name="Add this key").click()


def test_a_passkey_opens_the_account_without_a_password(page: Page, site: str) -> None:
    anna = UserFactory(email="anna@example.com")
    said = complaints(page)
    device(page)
    sign_in(page, site, anna.email)
    add_passkey(page, site)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{site}/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name="My laptop")).to_contain_text("Passkey")

    page.goto(f"{site}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{site}/accounts/login/?next=/portal/profile/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Profile and account")).to_be_visible()
    assert not said


def test_with_a_passkey_the_password_alone_is_only_half_the_way(page: Page, site: str) -> None:
    anna = UserFactory(email="anna@example.com")
    device(page)
    sign_in(page, site, anna.email)
    add_passkey(page, site)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    leave(page.context)
    sign_in(page, site, anna.email)
    expect(page.get_by_role("heading", name="Your second factor")).to_be_visible()
    page.get_by_role("button", name="Use my key").click()
    page.wait_for_url("**/portal/")
    page.goto(f"{site}/portal/profile/")
    expect(page.get_by_role("heading", name="Profile and account")).to_be_visible()


def test_a_device_that_says_no_is_explained_on_the_page(page: Page, site: str) -> None:
    """Without `passkeys.js` django-allauth's script tells only the console."""
    anna = UserFactory(email="anna@example.com")
    device(page, hasUserVerification=False, hasResidentKey=False)
    sign_in(page, site, anna.email)
    add_passkey(page, site)
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed")
    assert not User.objects.get().authenticator_set.exists()


def leave(context: BrowserContext) -> None:
    context.clear_cookies()
